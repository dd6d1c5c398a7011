WORD = "fixed"
python () {
    with open(d.expand("${INPUTS}/word")) as source:
        d.setVarFlag("do_compile", "vardeps", "WORD_" + source.read().strip())
}
WORD_first = "one"
do_compile() {
    echo ${WORD}
}
