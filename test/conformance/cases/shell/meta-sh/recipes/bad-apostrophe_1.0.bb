do_x() {
    echo "${x:-it's}"
}
addtask x
