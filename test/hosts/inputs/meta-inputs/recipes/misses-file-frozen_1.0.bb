WORD := "${@open(d.expand('${INPUTS}/word')).read().strip()}"
do_compile() {
    echo ${WORD}
}
