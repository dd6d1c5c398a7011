do_magictask() {
    echo ${TOPDIR}/foo
}
do_magictask[vardepsexclude] += "TOPDIR"
addtask magictask
