WORD = "${PRODUCT} ${MACHINE}"
STAMP .= "-${PRODUCT}-${MACHINE}"
do_compile() {
    : ${WORD}
}
