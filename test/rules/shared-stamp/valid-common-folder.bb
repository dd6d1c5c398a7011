STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
do_magictask[dirs] = "${B} ${TMPDIR}/common"
do_magictask() {
    echo ${MACHINE}
}
addtask magictask
