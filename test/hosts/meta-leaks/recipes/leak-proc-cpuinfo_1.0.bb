SUMMARY = "the processors by a file of the kernel"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@open('/proc/cpuinfo').read().count('processor')}"
do_compile() {
    echo "${VALUE}"
}
