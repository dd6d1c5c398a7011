STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
do_magictask[cleandirs] = "${WORKDIR}/output"
do_magictask() {
    echo ${MACHINE} > ${WORKDIR}/output/board
           ^^^^^^^ `do_magictask` and that of `mc:second` write `/ws/build/tmp/work/magic-1.0-r0/output` with other hashes: `MACHINE` is `example` here and `second` there; exclude it, or separate the folders
}
addtask magictask
