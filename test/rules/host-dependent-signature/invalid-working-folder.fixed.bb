SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    cd ${TOPDIR}/foo
    mkdir -p bar
}
do_magictask[vardepsexclude] += "TOPDIR"
addtask magictask
