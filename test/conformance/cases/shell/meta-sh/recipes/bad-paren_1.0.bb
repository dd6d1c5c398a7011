do_x() {
    echo $(a
}
addtask x
