# sighound: ignore host-dependent-signature the task writes the path down
do_magictask() {
    echo ${TOPDIR}
}
addtask magictask
