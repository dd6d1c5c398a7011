SUMMARY = "written into the task itself"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo
}
python () {
    d.appendVar("do_compile", "\n    echo %s\n" % d.getVar("TOPDIR"))
}
