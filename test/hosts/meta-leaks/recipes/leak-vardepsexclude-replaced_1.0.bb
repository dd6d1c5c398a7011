SUMMARY = "an exclusion that a later one replaces"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${TOPDIR}
}
do_compile[vardepsexclude] = "TOPDIR"
do_compile[vardepsexclude] = "TMPDIR"
