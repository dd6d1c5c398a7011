python do_compile() {
    bb.note(str(d.getVar('BB_TASKDEPDATA', False)))
}
