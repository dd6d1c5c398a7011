SUMMARY = "fixture"
LICENSE = "MIT"

FILESPATH = "${THISDIR}/files:${THISDIR}"
SRC_URI := "file://${THISDIR}/magic_1.0.bb;unpack=0"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains the path of this checkout: `:=` writes `THISDIR` into `SRC_URI`; write `=`, or exclude it
do_magictask() {
    echo ${SRC_URI}
}
addtask magictask
