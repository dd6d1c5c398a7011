SUMMARY = "a constant stands for a task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${@d.getVar("TOPDIR")}
}
do_compile[vardepvalue] = "1"
do_compile[vardepsexclude] = "TOPDIR"
