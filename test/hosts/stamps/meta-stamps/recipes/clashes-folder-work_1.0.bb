# Stamps of its own, and one folder in which the task works.
WORD = "${PRODUCT}"
STAMP .= "-${PRODUCT}"
do_compile[dirs] = "${TMPDIR}/common ${B}"
do_compile() {
    echo ${WORD} > do_compile
}
