include ${INPUTS}/word.inc
do_compile() {
    echo ${WORD}
}
