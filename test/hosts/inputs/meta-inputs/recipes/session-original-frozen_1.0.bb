WORD := "${@d.getVar('BB_ORIGENV', False).getVar('INPUTS_SLOT', False)}"
do_compile() {
    echo ${WORD}
}
