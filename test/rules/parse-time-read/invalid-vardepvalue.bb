SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER = "${@board_id(d)}"
^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from file `/ws/build/conf/board-id` while parsing: BitBake keeps the old hash when it changes; mark it with `bb.parse.mark_dependency`
NUMBER[vardepvalue] = "${NUMBER}"
def board_id(d):
    with open(d.expand("${TOPDIR}/conf/board-id")) as source:
        return source.read().strip()

do_magictask() {
    echo ${NUMBER}
}
addtask magictask
