addhandler read_word
read_word[eventmask] = "bb.event.RecipePreFinalise"
python read_word() {
    with open(d.expand("${INPUTS}/word")) as source:
        d.setVar("WORD", source.read().strip())
}
do_compile() {
    echo ${WORD}
}
