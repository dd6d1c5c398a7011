SUMMARY = "`THISDIR` written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

NOTES := "${THISDIR}/../data/notes.txt"
do_compile() {
    echo ${NOTES}
}
