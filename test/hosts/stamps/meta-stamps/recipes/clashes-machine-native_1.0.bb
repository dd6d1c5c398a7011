# As a native recipe that looks at what the machine has.
BBCLASSEXTEND = "native"
WORD = "target"
WORD:class-native = "${BOARD_FEATURES}"
do_compile() {
    : ${WORD}
    return 0
}
