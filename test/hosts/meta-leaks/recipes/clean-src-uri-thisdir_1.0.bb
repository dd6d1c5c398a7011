SUMMARY = "a file by its path, deferred"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SRC_URI = "file://${THISDIR}/../data/notes.txt"
do_compile() {
    echo "${SRC_URI}"
}
