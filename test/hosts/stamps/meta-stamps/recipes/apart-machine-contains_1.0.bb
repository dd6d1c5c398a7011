WORD = "${@bb.utils.contains('BOARD_FEATURES', 'screen', 'yes', 'no', d)}"
do_compile() {
    : ${WORD}
}
