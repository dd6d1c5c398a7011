SUMMARY = "a dependency that a flag of the task names"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile[vardeps] += "BBLAYERS"
