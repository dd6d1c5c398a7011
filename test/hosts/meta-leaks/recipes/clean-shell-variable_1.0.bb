SUMMARY = "a shell variable of the same name"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo $TOPDIR
}
