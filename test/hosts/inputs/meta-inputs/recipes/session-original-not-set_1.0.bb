python () {
    d.setVar("WORD", d.getVar("BB_ORIGENV", False).getVar("INPUTS_NEW", False) or "none")
}
do_compile() {
    echo ${WORD}
}
