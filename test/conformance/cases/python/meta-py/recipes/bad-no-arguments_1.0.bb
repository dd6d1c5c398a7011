python do_x() {
    d.getVar()
}
addtask x
