do_x() {
    while a; do b & done
}
addtask x
