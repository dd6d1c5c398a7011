SUMMARY = "fixture"
LICENSE = "MIT"

FILESPATH = "${THISDIR}/files:${THISDIR}"
SRC_URI := "file://magic_1.0.bb;unpack=0"
do_magictask() {
    echo ${SRC_URI}
}
addtask magictask
