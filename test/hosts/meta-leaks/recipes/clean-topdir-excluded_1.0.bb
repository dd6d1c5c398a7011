SUMMARY = "the exclusion where it acts"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "${TOPDIR}/foo"
OUTPUT[vardepsexclude] += "TOPDIR"
do_compile() {
    echo ${OUTPUT}
}
