SUMMARY = "fixture"
LICENSE = "MIT"

BB_DONT_CACHE = "1"
python () {
    with open(d.expand("${TOPDIR}/conf/board-id")) as source:
        d.setVar("NUMBER", source.read().strip())
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
