SUMMARY = "the kernel's release"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

KERNEL := "${@os.uname().release}"
do_compile() {
    echo ${KERNEL}
}
