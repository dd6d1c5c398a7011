STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
do_magictask[dirs] = "${TMPDIR}/common ${B}"
do_magictask() {
    echo ${MACHINE} > board
           ^^^^^^^ `do_magictask` and that of `mc:second` write `/ws/build/tmp/work/magic-1.0-r0/build` with other hashes: `MACHINE` is `example` here and `second` there; exclude it, or separate the folders
}
addtask magictask
