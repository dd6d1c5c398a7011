WORD = "${INPUTS_PASSED}"
do_compile() {
    echo ${WORD}
}
