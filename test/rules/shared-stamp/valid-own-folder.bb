STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
WORKDIR = "${TMPDIR}/work/${MACHINE}/${PF}"
do_magictask[cleandirs] = "${WORKDIR}/output"
do_magictask() {
    echo ${MACHINE} > ${WORKDIR}/output/board
}
addtask magictask
