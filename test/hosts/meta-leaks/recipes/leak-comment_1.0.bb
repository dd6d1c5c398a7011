SUMMARY = "in a comment of the task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    # ${TOPDIR} is expanded all the same
    :
}
