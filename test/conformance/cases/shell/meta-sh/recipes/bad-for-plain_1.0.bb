do_x() {
    for i; do :; done
}
addtask x
