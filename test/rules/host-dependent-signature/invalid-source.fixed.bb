SUMMARY = "fixture"
LICENSE = "MIT"

FILESPATH = "${THISDIR}"
SRC_URI = "file://magic_1.0.bb"
do_magictask() {
    echo ${SRC_URI}
}
addtask magictask
