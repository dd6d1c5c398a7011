SUMMARY = "fixture"
LICENSE = "MIT"

export MYVAR = "${TOPDIR}/foo"
MYVAR[vardepsexclude] += "TOPDIR"
do_magictask() {
    make
}
addtask magictask
