python () {
    d.setVar("WORD", d.getVar("BB_ORIGENV", False).getVar("INPUTS_SLOT", False) or "none")
}
do_compile() {
    echo ${WORD}
}
