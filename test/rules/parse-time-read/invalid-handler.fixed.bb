SUMMARY = "fixture"
LICENSE = "MIT"

addhandler read_board_id
read_board_id[eventmask] = "bb.event.RecipePreFinalise"
python read_board_id() {
    bb.parse.mark_dependency(d, d.expand("${TOPDIR}/conf/board-id"))
    d.setVar("NUMBER", open(d.expand("${TOPDIR}/conf/board-id")).read().strip())
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
