SUMMARY = "appended to the installation, from the recipe's sources"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SRC_URI = "file://notes.txt"
FILESEXTRAPATHS:prepend := "${THISDIR}/../../meta-leaks/data:"
do_install:append() {
    install -m 0644 ${UNPACKDIR}/notes.txt ${D}
}
