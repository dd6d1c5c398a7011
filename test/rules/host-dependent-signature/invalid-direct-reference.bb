do_magictask() {
    echo ${<|TOPDIR|>}/foo
}
addtask magictask
