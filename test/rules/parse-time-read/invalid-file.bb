SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER := "${@open(d.getVar('THISDIR') + '/number').readline().strip()}"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from file `/ws/meta-example/recipes-example/magic/number` while parsing: BitBake keeps the old hash when it changes; mark it with `bb.parse.mark_dependency`
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
