SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER = "${@board_id(d)}"
^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from the file `/ws/build/conf/board-id` while parsing: BitBake does not notice when it changes, and keeps the old hash until it parses the recipe again; mark the file with `bb.parse.mark_dependency`, track or exclude it
NUMBER[vardepvalue] = "${NUMBER}"
def board_id(d):
    with open(d.expand("${TOPDIR}/conf/board-id")) as source:
        return source.read().strip()

do_magictask() {
    echo ${NUMBER}
}
addtask magictask
