SUMMARY = "`THISDIR` is ignored where it is named"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

NOTES = "${THISDIR}/../data/notes.txt"
do_compile() {
    echo ${NOTES}
}
