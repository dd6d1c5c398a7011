do_x() {
    diff <(a) <(b)
}
addtask x
