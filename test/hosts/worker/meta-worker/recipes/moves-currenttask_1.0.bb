do_compile() {
    echo "${BB_CURRENTTASK}"
}
