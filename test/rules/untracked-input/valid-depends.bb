SUMMARY = "fixture"
LICENSE = "MIT"
DEPLOY_DIR = "${TMPDIR}/deploy"
DEPLOY_DIR_IMAGE = "${DEPLOY_DIR}/images/${MACHINE}"

# The dependency is there.
do_magictask() {
    cat ${DEPLOY_DIR_IMAGE}/tee.bin > ${B}/boot.bin
}
do_magictask[depends] += "hello:do_deploy"
addtask magictask
