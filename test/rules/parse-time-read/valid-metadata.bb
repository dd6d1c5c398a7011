SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER := "${@open(d.getVar('THISDIR') + '/magic_1.0.bb').readline().strip()}"
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
