SUMMARY = "the variant for the target leaks"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BBCLASSEXTEND = "native"
OUTPUT = "${TOPDIR}/foo"
OUTPUT:class-native = "foo"
do_compile() {
    echo ${OUTPUT}
}
