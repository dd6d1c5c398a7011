STAMP = "${TMPDIR}/stamps/${PF}"
SSTATE_PKGARCH = "processor"
do_deploy[stamp-extra-info] = "${MACHINE}"
do_deploy[sstate-outputdirs] = "${TMPDIR}/deploy/images"
do_deploy() {
    echo ${MACHINE}
}
addtask deploy
