SUMMARY = "the build directory, two variables away"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

FIRST = "${SECOND}"
SECOND = "${TOPDIR}/foo"
do_compile() {
    echo ${FIRST}
}
