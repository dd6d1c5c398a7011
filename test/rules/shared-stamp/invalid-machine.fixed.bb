do_magictask() {
    echo ${MACHINE}
}
do_magictask[vardepsexclude] += "MACHINE"
addtask magictask
