SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER = "${@open(d.getVar('THISDIR') + '/number').readline().strip()}"
do_magictask() {
    echo ${NUMBER}
}
do_magictask[file-checksums] += "${THISDIR}/number:True"
addtask magictask
