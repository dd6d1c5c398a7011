STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
SSTATE_PKGARCH = "processor"
do_deploy[sstate-outputdirs] = "${TMPDIR}/deploy/images"
do_deploy() {
    echo ${MACHINE}
}
do_deploy[vardepsexclude] += "MACHINE"
addtask deploy
