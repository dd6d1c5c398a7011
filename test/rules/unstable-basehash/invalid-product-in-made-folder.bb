SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the basehash of `do_magictask` contains `NUMBER`, which depends on whether `/ws/build/tmp/work/magic-1.0-r0/layout.gen` exists: a build changes that, and so the hash; decide it in the task
    bb.utils.mkdirhier(d.getVar("WORKDIR"))
    d.setVar("NUMBER", "made" if os.path.exists(d.expand("${WORKDIR}/layout.gen")) else "none")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
