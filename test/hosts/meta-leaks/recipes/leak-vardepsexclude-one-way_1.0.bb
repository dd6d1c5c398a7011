SUMMARY = "an exclusion on one of two ways"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

FIRST = "${TOPDIR}/1"
FIRST[vardepsexclude] = "TOPDIR"
SECOND = "${TOPDIR}/2"
do_compile() {
    echo ${FIRST} ${SECOND}
}
