SUMMARY = "a mirror beside the build directory"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

MIRROR = "file://${TOPDIR}/../mirror"
do_compile() {
    fetch ${MIRROR}
}
