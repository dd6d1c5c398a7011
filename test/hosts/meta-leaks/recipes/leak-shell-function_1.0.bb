SUMMARY = "in a function that the task calls"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

leaks_helper() {
    echo ${TOPDIR}
}

do_compile() {
    leaks_helper
}
