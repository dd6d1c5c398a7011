SUMMARY = "an exclusion that is made by Python"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${TOPDIR}
}
python () {
    d.appendVarFlag("do_compile", "vardepsexclude", " TOPDIR")
}
