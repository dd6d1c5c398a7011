WORD = "${PRODUCT} ${MACHINE}"
WORD[vardepsexclude] = "PRODUCT MACHINE"
do_compile() {
    : ${WORD}
}
