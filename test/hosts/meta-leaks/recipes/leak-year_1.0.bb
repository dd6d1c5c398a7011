SUMMARY = "the year"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('datetime').date.today().year}"
do_compile() {
    echo "${VALUE}"
}
