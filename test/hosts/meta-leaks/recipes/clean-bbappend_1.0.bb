SUMMARY = "what a bbappend repairs"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "${TOPDIR}/foo"
do_compile() {
    echo ${OUTPUT}
}
