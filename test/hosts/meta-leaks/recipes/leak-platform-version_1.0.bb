SUMMARY = "the kernel's build by `platform`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('platform').version()}"
do_compile() {
    echo "${VALUE}"
}
