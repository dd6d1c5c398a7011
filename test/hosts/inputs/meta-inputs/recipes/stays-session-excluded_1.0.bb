WORD = "${INPUTS_PASSED}"
WORD[vardepsexclude] = "INPUTS_PASSED"
do_compile() {
    echo ${WORD}
}
