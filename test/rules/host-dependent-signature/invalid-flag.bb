do_magictask() {
    :
}
do_magictask[dirs] = "${<|TOPDIR|>}"
addtask magictask
