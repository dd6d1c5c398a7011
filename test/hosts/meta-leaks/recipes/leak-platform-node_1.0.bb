SUMMARY = "the machine's name by `platform`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('platform').node()}"
do_compile() {
    echo "${VALUE}"
}
