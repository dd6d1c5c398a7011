MYVAR = "${<|TOPDIR|>}/foo"
do_magictask() {
    echo ${MYVAR}
}
do_magictask[vardepsexclude] += "TOPDIR"
addtask magictask
