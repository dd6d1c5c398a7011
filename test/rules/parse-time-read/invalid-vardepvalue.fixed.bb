SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER = "${@board_id(d)}"
NUMBER[vardepvalue] = "${NUMBER}"
def board_id(d):
    bb.parse.mark_dependency(d, d.expand("${TOPDIR}/conf/board-id"))
    with open(d.expand("${TOPDIR}/conf/board-id")) as source:
        return source.read().strip()

do_magictask() {
    echo ${NUMBER}
}
addtask magictask
