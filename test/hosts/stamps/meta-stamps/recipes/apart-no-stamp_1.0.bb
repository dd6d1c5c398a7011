WORD = "${PRODUCT} ${MACHINE}"
do_compile[noexec] = "1"
do_compile() {
    : ${WORD}
}
