do_magictask() {
    echo ${PN}
}
addtask magictask
