MYVAR = "${TOPDIR}/foo"
MYVAR[vardepsexclude] = "TOPDIR"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
