WORD = "${PRODUCT} ${MACHINE}"
do_compile() {
    :
}
