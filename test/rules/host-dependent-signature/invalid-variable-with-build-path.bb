MYVAR = "${<|TOPDIR|>}/foo"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
