do_x() {
    a |& b
}
addtask x
