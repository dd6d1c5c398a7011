SUMMARY = "fixture"
LICENSE = "MIT"

MYVAR = "${TOPDIR}/foo"
MYVAR[vardepsexclude] += "TOPDIR"
do_magictask() {
    echo ${MYVAR} > ${D}/place
}
addtask magictask
