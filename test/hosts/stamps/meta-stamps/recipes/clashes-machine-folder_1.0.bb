WORD = "${MACHINE}"
STAMP .= "-${MACHINE}"
do_compile[cleandirs] = "${WORKDIR}/output"
do_compile() {
    echo ${WORD} > ${WORKDIR}/output/do_compile
}
