SUMMARY = "BitBake expands behind a backslash, too"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo "\${TOPDIR}" $TOPDIR
}
