SUMMARY = "the usual search path of a bbappend"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SRC_URI = "file://notes.txt"
do_compile() {
    echo "${SRC_URI}"
}
