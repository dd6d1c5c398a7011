SUMMARY = "fixture"
LICENSE = "MIT"

FILESPATH = "${THISDIR}"
SRC_URI = "file://${TOPDIR}/../meta-example/recipes-example/magic/magic_1.0.bb"
                    ^^^^^^ the signature of `do_magictask` depends on the host: `TOPDIR` is `/ws/build` here and `/srv/other-host/ws/build` on another host; exclude or avoid it
do_magictask() {
    echo ${SRC_URI}
}
addtask magictask
