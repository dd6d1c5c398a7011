python do_x() {
# at the left
    pass
}
addtask x
