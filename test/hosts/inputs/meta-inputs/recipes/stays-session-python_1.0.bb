python () {
    d.setVar("WORD", os.environ.get("INPUTS_SLOT", "none"))
}
do_compile() {
    echo ${WORD}
}
