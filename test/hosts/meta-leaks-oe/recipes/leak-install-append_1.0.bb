SUMMARY = "appended to the installation"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_install:append() {
    install -m 0644 ${LEAKS_FROZEN}/notes.txt ${D}
}
