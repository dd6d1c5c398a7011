TMPDIR = "${TOPDIR}/tmp-${MACHINE}"
SSTATE_DIR = "${TOPDIR}/cache"
SSTATE_PKGARCH = "allarch"
DISTRO = "of-${MACHINE}"
do_deploy() {
    echo ${MACHINE}
}
addtask deploy
