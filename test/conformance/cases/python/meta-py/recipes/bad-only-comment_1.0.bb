python do_x() {
    # nothing
}
addtask x
