WORD = "${MACHINE}"
do_compile() {
    : ${WORD}
}
