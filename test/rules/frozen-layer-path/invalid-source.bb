SUMMARY = "fixture"
LICENSE = "MIT"

FILESPATH = "${THISDIR}/files:${THISDIR}"
SRC_URI := "file://${THISDIR}/magic_1.0.bb;unpack=0"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `:=` writes `THISDIR` into `SRC_URI`, and with it the path of this checkout into the signature of `do_magictask`: `file:///ws/build/../meta-example/recipes-example/magic/magic_1.0.bb;unpack=0`
do_magictask() {
    echo ${SRC_URI}
}
addtask magictask
