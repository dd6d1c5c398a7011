SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, which depends on whether `/ws/build/conf/extra` exists: BitBake keeps the old hash when that changes; mark it with `bb.parse.mark_dependency`
    d.setVar("NUMBER", "1" if os.path.exists(d.expand("${TOPDIR}/conf/extra")) else "0")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
