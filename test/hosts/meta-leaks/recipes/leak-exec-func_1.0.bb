SUMMARY = "in a function that Python starts"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

leaks_helper() {
    echo ${TOPDIR}
}
python do_compile() {
    bb.build.exec_func("leaks_helper", d)
}
