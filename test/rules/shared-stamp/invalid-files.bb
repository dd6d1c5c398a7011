STAMP = "${TMPDIR}/stamps/${MACHINE}/${PF}"
SSTATE_PKGARCH = "processor"
do_deploy[sstate-outputdirs] = "${TMPDIR}/deploy/images"
do_deploy() {
    echo ${MACHINE}
           ^^^^^^^ `do_deploy` and that of `mc:second` put the same files into `/ws/build/tmp/deploy/images` with other hashes: `MACHINE` is `example` here and `second` there; exclude it, or separate the folders
}
addtask deploy
