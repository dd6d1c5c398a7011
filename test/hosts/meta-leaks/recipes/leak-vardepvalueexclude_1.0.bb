SUMMARY = "a flag that was meant to take a part out of a value: signatures do not look at it"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT := "${TOPDIR}/foo"
OUTPUT[vardepvalueexclude] = "${TOPDIR}"
do_compile() {
    echo ${OUTPUT}
}
