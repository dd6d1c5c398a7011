SUMMARY = "the architecture, which hosts that build the same have in common"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('platform').machine()}"
do_compile() {
    echo "${VALUE}"
}
