SUMMARY = "one variant leaks"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BBCLASSEXTEND = "native"
OUTPUT = "foo"
OUTPUT:class-native = "${TOPDIR}/foo"
do_compile() {
    echo ${OUTPUT}
}
