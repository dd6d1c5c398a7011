SUMMARY = "an exclusion of what was written into the value already"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT := "${TOPDIR}/foo"
OUTPUT[vardepsexclude] = "TOPDIR"
do_compile() {
    echo ${OUTPUT}
}
