WORD = "${PRODUCT}"
do_compile() {
    : ${WORD}
}
