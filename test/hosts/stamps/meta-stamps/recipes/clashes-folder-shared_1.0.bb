# As a kernel, whose source is outside of its own folders.
WORD = "${PRODUCT}"
STAMP .= "-${PRODUCT}"
WORKDIR .= "-${PRODUCT}"
S = "${TMPDIR}/work/shared/${PF}/source"
do_unpack[cleandirs] = "${S}"
do_unpack() {
    echo ${WORD} > ${S}/do_unpack
}
do_compile[dirs] = "${B}"
do_compile() {
    echo ${WORD} > do_compile
}
