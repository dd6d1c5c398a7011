SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    bb.parse.mark_dependency(d, d.expand("${TOPDIR}/conf/board-id"))
    with open(d.expand("${TOPDIR}/conf/board-id")) as source:
        d.setVar("NUMBER", source.read().strip())
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
