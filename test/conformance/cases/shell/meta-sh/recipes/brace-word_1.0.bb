do_x() {
    find . -exec a {} \\;
}
addtask x
