SUMMARY = "prepended to the task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile:prepend() {
    cd ${TOPDIR}
}
