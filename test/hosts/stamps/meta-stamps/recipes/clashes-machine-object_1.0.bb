# Folders of its own for each machine, and an object for all of them.
SSTATE_PKGARCH = "allarch"
TMPDIR = "${TOPDIR}/tmp/of-${MACHINE}"
WORD = "${MACHINE}"
do_compile() {
    : ${WORD}
}
