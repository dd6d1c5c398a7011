SUMMARY = "fixture"
LICENSE = "MIT"

addhandler read_board_id
read_board_id[eventmask] = "bb.event.RecipePreFinalise"
python read_board_id() {
^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from file `/ws/build/conf/board-id` while parsing: BitBake keeps the old hash when it changes; mark it with `bb.parse.mark_dependency`
    d.setVar("NUMBER", open(d.expand("${TOPDIR}/conf/board-id")).read().strip())
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
