SUMMARY = "a flag of the task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
python () {
    d.setVarFlag("do_compile", "dirs", d.getVar("TOPDIR"))
}
