SUMMARY = "the list of layers"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${BBLAYERS}
}
