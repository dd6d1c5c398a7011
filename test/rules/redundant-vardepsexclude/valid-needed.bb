FIRST = "${TOPDIR}/foo"
FIRST[vardepsexclude] = "TOPDIR"
do_magictask() {
    echo ${FIRST}
}
addtask magictask
