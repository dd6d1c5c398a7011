SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    bb.parse.mark_dependency(d, d.getVar('TOPDIR') + '/conf/board-id')
}
NUMBER := "${@open(d.getVar('TOPDIR') + '/conf/board-id').read().strip()}"
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
