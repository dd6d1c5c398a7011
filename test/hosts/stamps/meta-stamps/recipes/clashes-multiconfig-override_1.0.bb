WORD = "plain"
WORD:other-product = "other"
do_compile() {
    : ${WORD}
}
