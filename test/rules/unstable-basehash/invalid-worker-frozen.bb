SEEN := "${@'worker' if d.getVar('BB_WORKERCONTEXT') else 'parser'}"
do_magictask() {
    echo ${SEEN}
           ^^^^ BitBake reports "basehash value changed" for `do_magictask`: `SEEN` is `parser` when it parses, and `worker` in the worker that runs a task; exclude or avoid it
}
addtask magictask
