SEEN := "${@'worker' if d.getVar('BB_WORKERCONTEXT') else 'parser'}"
do_magictask() {
    echo ${SEEN}
}
do_magictask[vardepsexclude] += "SEEN"
addtask magictask
