STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
do_magictask[dirs] = "${TMPDIR}/common ${B}"
do_magictask() {
    echo ${MACHINE} > board
}
do_magictask[vardepsexclude] += "MACHINE"
addtask magictask
