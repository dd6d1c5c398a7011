MYVAR = "${TOPDIR}/foo"
MYVAR[vardepsexclude] += "TOPDIR"
do_magictask() {
    echo ${MYVAR}
}
do_magictask[vardepsexclude] += "TOPDIR"
addtask magictask
