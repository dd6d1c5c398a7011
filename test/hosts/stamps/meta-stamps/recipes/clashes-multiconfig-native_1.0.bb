# Only the plain recipe looks at the configuration.
BBCLASSEXTEND = "native"
WORD = "${PRODUCT}"
WORD:class-native = "native"
do_compile() {
    : ${WORD}
    return 0
}
