SUMMARY = "five variables away"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

A1 = "${A2}"
A2 = "${A3}"
A3 = "${A4}"
A4 = "${A5}"
A5 = "${TOPDIR}/foo"
do_compile() {
    echo ${A1}
}
