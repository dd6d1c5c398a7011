TMPDIR = "${TOPDIR}/tmp-${MACHINE}"
SSTATE_DIR = "${TOPDIR}/cache"
SSTATE_PKGARCH = "allarch"
do_magictask() {
    echo ${MACHINE}
           ^^^^^^^ `do_magictask` makes objects for `allarch`, which `mc:second` shares, but other hashes: `MACHINE` is `example` here and `second` there; exclude it, or give the recipe an architecture of its own
}
addtask magictask
do_deploy() {
    :
}
addtask deploy after do_magictask
