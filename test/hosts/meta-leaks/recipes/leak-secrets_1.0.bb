SUMMARY = "chance for passwords"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('secrets').token_hex(8)}"
do_compile() {
    echo "${VALUE}"
}
