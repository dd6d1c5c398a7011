HASHDOG_EXCL = "TOPDIR"
do_magictask() {
    echo ${TOPDIR}
}
addtask magictask
