SUMMARY = "a file beside the recipe"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SRC_URI = "file://notes.txt"
FILESEXTRAPATHS:prepend := "${THISDIR}/../data:"
do_compile() {
    echo ${SRC_URI}
}
