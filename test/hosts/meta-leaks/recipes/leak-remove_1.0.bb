SUMMARY = "removed from a value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "foo ${TOPDIR}/bar baz"
OUTPUT:remove = "baz"
do_compile() {
    echo ${OUTPUT}
}
