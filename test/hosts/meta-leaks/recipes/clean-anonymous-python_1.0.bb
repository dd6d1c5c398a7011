SUMMARY = "a path that is not below the build directory any more"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${OUTPUT}
}
python () {
    top = d.getVar("TOPDIR")
    d.setVar("OUTPUT", os.path.relpath(top + "/foo", top))
}
