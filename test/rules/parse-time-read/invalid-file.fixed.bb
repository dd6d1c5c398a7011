SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER = "${@open(d.getVar('THISDIR') + '/magic_1.0.bb').readline().strip()}"
do_magictask() {
    echo ${NUMBER}
}
do_magictask[file-checksums] += "${THISDIR}/magic_1.0.bb:True"
addtask magictask
