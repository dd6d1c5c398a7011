do_compile() {
    echo plain
}
