WORD = "${PRODUCT} ${MACHINE}"
STAMP .= "-${PRODUCT}-${MACHINE}"
WORKDIR .= "-${PRODUCT}-${MACHINE}"
do_compile[cleandirs] = "${WORKDIR}/output"
do_compile() {
    echo ${WORD} > ${WORKDIR}/output/do_compile
}
