SUMMARY = "fixture"
LICENSE = "MIT"
DEPLOY_DIR = "${TMPDIR}/deploy"
DEPLOY_DIR_IMAGE = "${DEPLOY_DIR}/images/${MACHINE}"

do_magictask() {
    cat ${DEPLOY_DIR_IMAGE}/tee.bin > ${B}/boot.bin
}
addtask magictask
