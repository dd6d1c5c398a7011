do_compile() {
    echo "${DATE}"
}
