SUMMARY = "a value that no task uses"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
python () {
    d.setVar("NOBODY_READS_THIS", d.getVar("TOPDIR"))
}
