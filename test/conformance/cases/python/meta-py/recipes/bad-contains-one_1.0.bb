python do_x() {
    bb.utils.contains("A")
}
addtask x
