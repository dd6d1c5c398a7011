python do_magictask() {
    bb.plain(d.getVar("TOPDIR"))
}
do_magictask[vardepsexclude] += "TOPDIR"
addtask magictask
