SSTATE_PKGARCH = "allarch"
WORD = "${BOARD_FEATURES}"
do_compile() {
    : ${WORD}
}
