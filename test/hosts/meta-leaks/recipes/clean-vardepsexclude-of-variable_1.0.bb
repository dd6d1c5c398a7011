SUMMARY = "the variable excluded where it is used"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT := "${TOPDIR}/foo"
do_compile[vardepsexclude] = "OUTPUT"
do_compile() {
    echo ${OUTPUT}
}
