SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from file `/ws/build/conf/board-id` while parsing: BitBake keeps the old hash when it changes; mark it with `bb.parse.mark_dependency`
    with open(d.expand("${TOPDIR}/conf/board-id")) as source:
        d.setVar("NUMBER", source.read().strip())
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
