do_compile() {
    echo "${PRSERV_HOST}"
}
