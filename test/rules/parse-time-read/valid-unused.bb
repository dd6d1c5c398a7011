SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER := "${@open(d.getVar('THISDIR') + '/number').readline().strip()}"
do_magictask() {
    echo one
}
addtask magictask
