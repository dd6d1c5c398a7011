SUMMARY = "in a script of the package"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

pkg_postinst:${PN}() {
    echo ${TOPDIR}
}
