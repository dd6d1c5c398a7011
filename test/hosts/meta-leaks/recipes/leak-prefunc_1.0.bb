SUMMARY = "in a function that runs before the task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
leaks_prepare() {
    echo ${TOPDIR}
}
do_compile[prefuncs] += "leaks_prepare"
