WORD = "${PRODUCT} ${MACHINE}"
do_compile[stamp-extra-info] = "${PRODUCT}-${MACHINE}"
do_compile() {
    : ${WORD}
}
