SUMMARY = "none of the variants leaks"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BBCLASSEXTEND = "native"
OUTPUT = "${WORKDIR}/foo"
do_compile() {
    echo ${OUTPUT}
}
