SUMMARY = "fixture"
LICENSE = "MIT"

addhandler read_board_id
read_board_id[eventmask] = "bb.event.RecipePreFinalise"
python read_board_id() {
^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from the file `/ws/build/conf/board-id` while parsing: BitBake does not notice when it changes, and keeps the old hash until it parses the recipe again; mark the file with `bb.parse.mark_dependency`, track or exclude it
    d.setVar("NUMBER", open(d.expand("${TOPDIR}/conf/board-id")).read().strip())
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
