PACKAGE_ARCH = "all"
STAMP = "${TMPDIR}/stamps/${PACKAGE_ARCH}/${PF}"
do_magictask() {
    echo ${MACHINE} > ${D}/board
           ^^^^^^^ `do_magictask` has one stamp with that of `mc:second`, but other hashes: `MACHINE` is `example` here and `second` there; exclude it, or separate the stamps
}
addtask magictask
