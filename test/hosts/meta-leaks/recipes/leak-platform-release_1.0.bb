SUMMARY = "the kernel by `platform`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('platform').release()}"
do_compile() {
    echo "${VALUE}"
}
