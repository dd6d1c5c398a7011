WORD = "${@open(d.expand('${INPUTS}/word')).read().strip()}"
WORD[vardepvalue] = "${WORD}"
do_compile() {
    echo ${WORD}
}
