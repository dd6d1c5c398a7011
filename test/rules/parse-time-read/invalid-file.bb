SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER := "${@open(d.getVar('THISDIR') + '/number').readline().strip()}"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from the file `/ws/meta-example/recipes-example/magic/number` while parsing: BitBake does not notice when it changes, and keeps the old hash until it parses the recipe again; mark the file with `bb.parse.mark_dependency`, track or exclude it
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
