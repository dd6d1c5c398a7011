TMPDIR = "${TOPDIR}/tmp-${MACHINE}"
SSTATE_DIR = "${TOPDIR}/cache"
SSTATE_PKGARCH = "processor"
do_magictask() {
    echo ${MACHINE}
}
addtask magictask
do_deploy() {
    :
}
addtask deploy after do_magictask
