SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, which depends on whether `/ws/build/conf/extra` exists while parsing: BitBake does not notice when that changes, and keeps the old hash until it parses the recipe again; mark the path with `bb.parse.mark_dependency`, or exclude it
    d.setVar("NUMBER", "1" if os.path.exists(d.expand("${TOPDIR}/conf/extra")) else "0")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
