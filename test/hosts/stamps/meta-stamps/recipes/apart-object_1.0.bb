# Folders and objects of its own for each machine.
TMPDIR = "${TOPDIR}/tmp/of-${MACHINE}"
WORD = "${MACHINE}"
do_compile() {
    : ${WORD}
}
