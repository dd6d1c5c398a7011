SUMMARY = "appended for a machine that this is not"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "foo"
OUTPUT:append:nobodys-machine = " ${TOPDIR}"
do_compile() {
    echo ${OUTPUT}
}
