SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER := "${@open(d.getVar('THISDIR') + '/magic_1.0.bb').readline().strip()}"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, read from the file `/ws/meta-example/recipes-example/magic/magic_1.0.bb` while parsing: BitBake does not notice when it changes; track or exclude it
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
