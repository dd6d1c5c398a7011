SUMMARY = "in the list of files of a package"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

FILES:${PN} += "${TOPDIR}/foo"
