SUMMARY = "`DATE`, as OE-Core defines it"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${DATE}
}
