do_compile() {
    echo "${BB_LIMITEDDEPS}"
}
