python do_magictask() {
    bb.note(str(d.getVar("BB_TASKDEPDATA", False)))
}
do_magictask[vardepsexclude] += "BB_TASKDEPDATA"
addtask magictask
