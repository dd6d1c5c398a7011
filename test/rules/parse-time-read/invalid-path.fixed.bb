SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    bb.parse.mark_dependency(d, d.expand("${TOPDIR}/conf/extra"))
    d.setVar("NUMBER", "1" if os.path.exists(d.expand("${TOPDIR}/conf/extra")) else "0")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
