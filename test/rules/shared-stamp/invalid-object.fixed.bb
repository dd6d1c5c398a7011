TMPDIR = "${TOPDIR}/tmp-${MACHINE}"
SSTATE_DIR = "${TOPDIR}/cache"
SSTATE_PKGARCH = "allarch"
do_magictask() {
    echo ${MACHINE}
}
do_magictask[vardepsexclude] += "MACHINE"
addtask magictask
do_deploy() {
    :
}
addtask deploy after do_magictask
