SUMMARY = "fixture"
LICENSE = "MIT"

OVERRIDES .= "${@':' + open(d.getVar('TOPDIR') + '/conf/board-id').read().strip()}"
NUMBER = "0"
NUMBER:board7 = "7"
^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from file `/ws/build/conf/board-id` while parsing: BitBake keeps the old hash when it changes; mark it with `bb.parse.mark_dependency`
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
