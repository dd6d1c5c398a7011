SUMMARY = "the machine's name by `socket`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('socket').gethostname()}"
do_compile() {
    echo "${VALUE}"
}
