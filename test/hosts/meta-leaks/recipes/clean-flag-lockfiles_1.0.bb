SUMMARY = "a flag that signatures leave out"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile[lockfiles] += "${TOPDIR}/leaks.lock"
