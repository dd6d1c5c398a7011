# Stamps of its own, and one folder that each run empties.
WORD = "${PRODUCT}"
STAMP .= "-${PRODUCT}"
do_compile[cleandirs] = "${WORKDIR}/output"
do_compile() {
    echo ${WORD} > ${WORKDIR}/output/do_compile
}
