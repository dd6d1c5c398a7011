python () {
    path = d.expand("${INPUTS}/word")
    bb.parse.mark_dependency(d, path)
    with open(path) as source:
        d.setVar("WORD", source.read().strip())
}
do_compile() {
    echo ${WORD}
}
