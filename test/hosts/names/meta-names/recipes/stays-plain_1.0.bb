do_compile() {
    echo compile
}
