python () {
    with open(d.expand("${INPUTS}/word")) as source:
        d.setVar("WORD", "%d" % bool(source.read()))
}
do_compile() {
    echo ${WORD}
}
