SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    bb.parse.mark_dependency(d, d.getVar('TOPDIR') + '/conf/board-id')
}
OVERRIDES .= "${@':' + open(d.getVar('TOPDIR') + '/conf/board-id').read().strip()}"
NUMBER = "0"
NUMBER:board7 = "7"
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
