SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER := "${@open(d.getVar('THISDIR') + '/magic_1.0.bb').readline().strip()}"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, which `:=` takes from the file `/ws/meta-example/recipes-example/magic/magic_1.0.bb` while metadata is parsed: BitBake does not notice when that changes
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
