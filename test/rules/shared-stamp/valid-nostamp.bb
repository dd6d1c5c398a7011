do_magictask() {
    echo ${MACHINE}
}
do_magictask[nostamp] = "1"
addtask magictask
