SUMMARY = "an exclusion that does not act: a flag carries the variable"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile[dirs] = "${TOPDIR}"
do_compile[vardepsexclude] += "TOPDIR"
