SUMMARY = "`PATH` is ignored where it is named"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${PATH}
}
