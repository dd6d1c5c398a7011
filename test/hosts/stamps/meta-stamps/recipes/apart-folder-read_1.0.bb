# As gcc: one source for all, which the differing task only reads.
WORD = "${PRODUCT} ${MACHINE}"
STAMP .= "-${PRODUCT}-${MACHINE}"
WORKDIR .= "-${PRODUCT}-${MACHINE}"
S = "${TMPDIR}/work/shared/${PF}/source"
do_unpack[dirs] = "${S}"
do_unpack() {
    echo source > ${S}/do_unpack
}
do_compile[dirs] = "${S} ${B}"
do_compile() {
    cat ${S}/do_unpack > do_compile
    echo ${WORD} >> do_compile
}
