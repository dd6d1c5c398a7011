SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the basehash of `do_magictask` contains `NUMBER`, which depends on whether `/ws/build/tmp/deploy/images` exists: a build changes that, and so the hash; decide it in the task
    d.setVar("NUMBER", "made" if os.path.isdir(d.expand("${TMPDIR}/deploy/images")) else "none")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
