SUMMARY = "a default that another value overrules"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT ?= "${TOPDIR}/foo"
OUTPUT = "foo"
do_compile() {
    echo ${OUTPUT}
}
