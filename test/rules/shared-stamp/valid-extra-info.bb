do_magictask() {
    echo ${MACHINE}
}
do_magictask[stamp-extra-info] = "${MACHINE}"
addtask magictask
