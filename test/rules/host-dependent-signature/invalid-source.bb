SUMMARY = "fixture"
LICENSE = "MIT"

FILESPATH = "${THISDIR}"
SRC_URI = "file://${<|TOPDIR|>}/../meta-example/recipes-example/magic/magic_1.0.bb"
do_magictask() {
    echo ${SRC_URI}
}
addtask magictask
