python do_magictask() {
    bb.note(str(d.getVar("BB_TASKDEPDATA", False)))
                          ^^^^^^^^^^^^^^ BitBake reports "basehash value changed" for `do_magictask`: `BB_TASKDEPDATA` is empty when it parses, and a value of its build in the worker that runs a task; exclude or avoid it
}
addtask magictask
