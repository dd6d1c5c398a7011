SUMMARY = "a file by the layer's folder"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SRC_URI = "file://${LEAKS_FROZEN}/notes.txt"
do_compile() {
    echo "${SRC_URI}"
}
