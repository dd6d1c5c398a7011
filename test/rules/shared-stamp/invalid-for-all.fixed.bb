PACKAGE_ARCH = "all"
PACKAGE_ARCH = "${MACHINE_ARCH}"
STAMP = "${TMPDIR}/stamps/${PACKAGE_ARCH}/${PF}"
do_magictask() {
    echo ${MACHINE} > ${D}/board
}
addtask magictask
