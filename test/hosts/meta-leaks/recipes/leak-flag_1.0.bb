SUMMARY = "in a flag of the task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile[dirs] = "${TOPDIR}"
