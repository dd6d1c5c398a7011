do_magictask() {
    echo ${BUILDNAME}
           ^^^^^^^^^ BitBake reports "basehash value changed" for `do_magictask`: `BUILDNAME` is empty when it parses, and `19700101000000` in the worker that runs a task; exclude or avoid it
}
addtask magictask
