SUMMARY = "a task of the recipe's own"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_describe() {
    echo ${PN}
}
addtask describe after do_compile
