inherit inputs-word
do_compile() {
    echo ${WORD}
}
