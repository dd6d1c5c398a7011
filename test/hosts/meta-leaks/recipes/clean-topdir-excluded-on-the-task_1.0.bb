SUMMARY = "a direct dependency excluded on the task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${TOPDIR}
}
do_compile[vardepsexclude] += "TOPDIR"
