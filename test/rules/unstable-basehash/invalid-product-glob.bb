SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the basehash of `do_magictask` contains `NUMBER`, which depends on whether `/ws/build/tmp/work/magic-1.0-r0/out` exists: a build makes or removes that, and the hash changes; decide that in the task
    import glob
    d.setVar("NUMBER", "made" if glob.glob(d.expand("${WORKDIR}/out/*.gen")) else "none")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
