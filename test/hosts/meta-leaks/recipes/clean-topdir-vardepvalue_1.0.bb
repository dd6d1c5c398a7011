SUMMARY = "a constant stands for the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "${TOPDIR}/foo"
OUTPUT[vardepvalue] = "foo"
do_compile() {
    echo ${OUTPUT}
}
