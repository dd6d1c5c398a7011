SUMMARY = "the memory by a file of the kernel"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@open('/proc/meminfo').readline().split()[1]}"
do_compile() {
    echo "${VALUE}"
}
