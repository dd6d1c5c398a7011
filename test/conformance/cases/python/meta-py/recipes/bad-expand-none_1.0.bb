python do_x() {
    d.expand()
}
addtask x
