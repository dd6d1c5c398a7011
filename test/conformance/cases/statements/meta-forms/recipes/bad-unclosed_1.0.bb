do_x() {
    echo
