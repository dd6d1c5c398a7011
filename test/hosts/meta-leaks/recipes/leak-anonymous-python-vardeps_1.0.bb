SUMMARY = "a dependency added to the task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
python () {
    d.appendVarFlag("do_compile", "vardeps", " TOPDIR")
}
