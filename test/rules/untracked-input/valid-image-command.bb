SUMMARY = "fixture"
LICENSE = "MIT"
DEPLOY_DIR = "${TMPDIR}/deploy"
DEPLOY_DIR_IMAGE = "${DEPLOY_DIR}/images/${MACHINE}"

python () {
    d.setVar('do_image_boot', d.getVar('IMAGE_CMD:boot', False))
    d.setVarFlag('do_image_boot', 'func', '1')
    d.setVarFlag('do_image_boot', 'vardeps', 'IMAGE_CMD:boot')
    d.delVarFlag('IMAGE_CMD:boot', 'func')
    bb.build.addtask('do_image_boot', 'do_build', None, d)
}
do_image_boot[depends] += "firmware:do_deploy"

IMAGE_CMD:boot() {
    cat ${DEPLOY_DIR_IMAGE}/tee.bin > ${B}/boot.img
}
