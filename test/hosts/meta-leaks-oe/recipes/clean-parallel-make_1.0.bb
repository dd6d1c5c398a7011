SUMMARY = "`PARALLEL_MAKE` is ignored where it is named"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    oe_runmake ${PARALLEL_MAKE}
}
