SUMMARY = "fixture"
LICENSE = "MIT"

OVERRIDES .= "${@':' + open(d.getVar('TOPDIR') + '/conf/board-id').read().strip()}"
NUMBER = "0"
^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from the file `/ws/build/conf/board-id` while parsing: BitBake does not notice when it changes, and keeps the old hash until it parses the recipe again; mark the file with `bb.parse.mark_dependency`, track or exclude it
NUMBER:board7 = "7"
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
