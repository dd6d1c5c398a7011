TMPDIR = "${TOPDIR}/tmp-${MACHINE}"
SSTATE_DIR = "${TOPDIR}/cache"
SSTATE_PKGARCH = "allarch"
do_magictask() {
    echo ${MACHINE}
}
addtask magictask after do_deploy
do_deploy() {
    :
}
addtask deploy
