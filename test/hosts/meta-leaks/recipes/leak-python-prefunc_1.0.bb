SUMMARY = "read by a Python function that runs before the task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
python leaks_look() {
    bb.note(d.getVar("TOPDIR"))
}
do_compile[postfuncs] += "leaks_look"
