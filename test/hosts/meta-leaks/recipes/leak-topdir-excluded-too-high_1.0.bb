SUMMARY = "an exclusion that does not act: it is on the task, which depends on a variable between"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "${TOPDIR}/foo"
do_compile[vardepsexclude] += "TOPDIR"
do_compile() {
    echo ${OUTPUT}
}
