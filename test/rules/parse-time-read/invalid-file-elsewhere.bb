SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER := "${@open(d.getVar('TOPDIR') + '/conf/board-id').read().strip()}"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from file `/ws/build/conf/board-id` while parsing: BitBake keeps the old hash when it changes; mark it with `bb.parse.mark_dependency`
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
