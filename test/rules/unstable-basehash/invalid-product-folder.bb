SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the basehash of `do_magictask` contains `NUMBER`, which depends on whether `/ws/build/tmp/deploy/images` exists while parsing: the build itself makes and removes what is there, and the next run computes another hash; decide that in the task, or exclude it
    d.setVar("NUMBER", "made" if os.path.isdir(d.expand("${TMPDIR}/deploy/images")) else "none")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
