do_x() {
    echo else
}
addtask x
