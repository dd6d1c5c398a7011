WORD = "plain"
WORD:card = "card"
do_compile() {
    : ${WORD}
}
