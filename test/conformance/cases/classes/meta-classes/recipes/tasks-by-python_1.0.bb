# Tasks that Python adds and drops.
addtask dropped before do_build
addtask after_dropped after do_dropped
python () {
    bb.build.addtask("do_added", "do_build", "do_unpack do_compile", d)
    bb.build.addtask("added_too", None, None, d)
    bb.build.addtask("do_added", "do_after_dropped", "do_unpack", d)
    bb.build.deltask("dropped", d)
    bb.build.deltask("never_there", d)
}
do_added() {
    echo added
}
do_see[vardepvalue] = "${@[(task, d.getVarFlag(task, 'deps', False)) for task in sorted(d.getVar('__BBTASKS', False))]}"
addtask see
