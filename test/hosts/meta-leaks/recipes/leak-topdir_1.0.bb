SUMMARY = "the build directory in a task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${TOPDIR}
}
