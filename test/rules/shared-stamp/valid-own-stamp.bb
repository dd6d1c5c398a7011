STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
do_magictask() {
    echo ${MACHINE}
}
addtask magictask
