SUMMARY = "a search path, frozen: no hash contains it"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

FILESEXTRAPATHS:prepend := "${THISDIR}/files:"
do_compile() {
    echo ${FILESEXTRAPATHS}
}
