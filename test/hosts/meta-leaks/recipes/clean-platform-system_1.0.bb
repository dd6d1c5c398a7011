SUMMARY = "the operating system"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('platform').system()}"
do_compile() {
    echo "${VALUE}"
}
