MOREOVERRIDES = "${@':' + open(d.expand('${INPUTS}/word')).read().strip()}"
WORD = "plain"
WORD:first = "one"
do_compile() {
    echo ${WORD}
}
