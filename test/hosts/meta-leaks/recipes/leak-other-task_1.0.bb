SUMMARY = "a task of the recipe's own, while the others are clean"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_describe() {
    echo ${TOPDIR}
}
addtask describe after do_compile
