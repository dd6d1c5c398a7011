SUMMARY = "chance"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('random').random()}"
do_compile() {
    echo "${VALUE}"
}
