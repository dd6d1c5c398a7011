BB_DONT_CACHE = "1"
python () {
    with open(d.expand("${INPUTS}/word")) as source:
        d.setVar("WORD", source.read().strip())
}
do_compile() {
    echo ${WORD}
}
