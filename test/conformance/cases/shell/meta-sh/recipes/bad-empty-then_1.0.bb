do_x() {
    if a; then
    fi
}
addtask x
