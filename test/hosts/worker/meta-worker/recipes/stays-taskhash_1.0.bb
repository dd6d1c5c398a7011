do_compile() {
    echo "${BB_TASKHASH} ${BB_UNIHASH}"
}
