python do_magictask() {
    bb.plain(d.getVar("<|TOPDIR|>"))
}
addtask magictask
