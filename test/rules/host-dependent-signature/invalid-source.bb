SUMMARY = "fixture"
LICENSE = "MIT"

FILESPATH = "${THISDIR}"
SRC_URI = "file://${TOPDIR}/../meta-example/recipes-example/magic/magic_1.0.bb"
                    ^^^^^^ the signature of `do_magictask` contains `TOPDIR`, which is `/ws/build` here and `/srv/other-host/ws/build` on another host: hosts like these cannot share its sstate object
do_magictask() {
    echo ${SRC_URI}
}
addtask magictask
