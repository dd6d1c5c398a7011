python () {
    with open(d.expand("${INPUTS}/tree/.git/refs/heads/main")) as source:
        d.setVar("WORD", source.read().strip())
}
do_compile() {
    echo ${WORD}
}
