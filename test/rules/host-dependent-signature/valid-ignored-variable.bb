do_magictask() {
    echo ${WORKDIR}
}
addtask magictask
