STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
do_magictask[cleandirs] = "${WORKDIR}/output"
do_magictask() {
    echo ${MACHINE} > ${WORKDIR}/output/board
}
do_magictask[vardepsexclude] += "MACHINE"
addtask magictask
