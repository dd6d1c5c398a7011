SUMMARY = "exclusions on both ways"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

FIRST = "${TOPDIR}/1"
FIRST[vardepsexclude] = "TOPDIR"
SECOND = "${TOPDIR}/2"
SECOND[vardepsexclude] = "TOPDIR"
do_compile() {
    echo ${FIRST} ${SECOND}
}
