SUMMARY = "fixture"
LICENSE = "MIT"

PLACE = "${TOPDIR}"
PLACE[vardepsexclude] = "TOPDIR"
do_magictask() {
    cd ${PLACE}
}
addtask magictask
