SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER := "${@open(d.getVar('THISDIR') + '/number').readline().strip()}"
NUMBER = "1"
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
