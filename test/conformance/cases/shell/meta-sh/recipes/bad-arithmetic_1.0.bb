do_x() {
    x=$((1 + 2))
}
addtask x
