SUMMARY = "the machine's name by a file of the kernel"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@open('/proc/sys/kernel/hostname').read().strip()}"
do_compile() {
    echo "${VALUE}"
}
