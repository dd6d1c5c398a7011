do_x() {
    echo "x
}
addtask x
