SUMMARY = "fixture"
LICENSE = "MIT"
DEPLOY_DIR = "${TMPDIR}/deploy"
DEPLOY_DIR_IMAGE = "${DEPLOY_DIR}/images/${MACHINE}"

# What `image.bbclass` does with each type of image.
python () {
    d.setVar('do_image_boot', d.getVar('IMAGE_CMD:boot', False))
    d.setVarFlag('do_image_boot', 'func', '1')
    d.setVarFlag('do_image_boot', 'vardeps', 'IMAGE_CMD:boot')
    d.setVarFlag('do_image_boot', 'depends', 'app:do_package_write_ipk helper-native:do_addto_recipe_sysroot')
    d.delVarFlag('IMAGE_CMD:boot', 'func')
    bb.build.addtask('do_image_boot', 'do_build', None, d)
}
do_build[depends] += "firmware:do_deploy"

IMAGE_CMD:boot() {
    cat ${DEPLOY_DIR_IMAGE}/tee.bin > ${B}/boot.img
    ^^^ `do_image_boot` (in `IMAGE_CMD:boot`) reads `${DEPLOY_DIR_IMAGE}/tee.bin` and depends on no task that makes it: when the file changes, the task does not run again; add `RECIPE:do_deploy` to `do_image_boot[depends]`
}
