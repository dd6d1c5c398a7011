SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the basehash of `do_magictask` contains `NUMBER`, which depends on whether `/ws/build/tmp/deploy/images` exists: a build makes or removes that, and the hash changes; decide that in the task
    d.setVar("NUMBER", "made" if os.path.isdir(d.expand("${TMPDIR}/deploy/images")) else "none")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
