SUMMARY = "an option for make"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

EXTRA_OEMAKE = "PREFIX=${TOPDIR}/sysroot"
do_compile() {
    oe_runmake
}
