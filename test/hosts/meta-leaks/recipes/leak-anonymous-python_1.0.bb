SUMMARY = "set by anonymous Python"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${OUTPUT}
}
python () {
    d.setVar("OUTPUT", d.getVar("TOPDIR") + "/foo")
}
