SUMMARY = "an exclusion of another variable"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${TOPDIR}
}
do_compile[vardepsexclude] += "TMPDIR"
