SUMMARY = "appended"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "foo"
OUTPUT:append = " ${TOPDIR}"
do_compile() {
    echo ${OUTPUT}
}
