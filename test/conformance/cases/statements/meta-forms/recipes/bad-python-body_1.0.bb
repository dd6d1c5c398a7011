python do_x() {
    if:
}
addtask x
