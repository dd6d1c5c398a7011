SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER = "${@board_id(d)}"
def board_id(d):
    with open(d.expand("${TOPDIR}/conf/board-id")) as source:
        return source.read().strip()

do_magictask() {
    echo ${NUMBER}
}
addtask magictask
