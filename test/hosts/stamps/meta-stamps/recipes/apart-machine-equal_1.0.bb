# Both machines have this one.
WORD = "${@'screen' if 'screen' in d.getVar('BOARD_FEATURES') else ''}"
WORD[vardepvalue] = "${WORD}"
do_compile() {
    : ${WORD}
}
