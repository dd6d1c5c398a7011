SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    helper
}
helper() {
    cp ${TMPDIR}/work/other/1.0/image.bin ${B}/
}
addtask magictask
