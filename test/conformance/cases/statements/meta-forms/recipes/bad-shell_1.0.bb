do_x() {
    if true; then
}
addtask x
