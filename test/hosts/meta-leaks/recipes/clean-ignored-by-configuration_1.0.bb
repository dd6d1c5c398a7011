SUMMARY = "ignored by the layer's configuration"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

LEAKS_IGNORED = "${TOPDIR}"
do_compile() {
    echo ${LEAKS_IGNORED}
}
