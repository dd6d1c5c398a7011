STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
SSTATE_PKGARCH = "processor"
do_deploy[sstate-outputdirs] = "${DEPLOY_DIR_IMAGE}"
do_deploy() {
    echo ${MACHINE}
}
addtask deploy
