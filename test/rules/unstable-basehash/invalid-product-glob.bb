SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the basehash of `do_magictask` contains `NUMBER`, which depends on whether `/ws/build/tmp/work/magic-1.0-r0/out` exists: a build changes that, and so the hash; decide it in the task
    import glob
    d.setVar("NUMBER", "made" if glob.glob(d.expand("${WORKDIR}/out/*.gen")) else "none")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
