SUMMARY = "fixture"
LICENSE = "MIT"
DEPLOY_DIR = "${TMPDIR}/deploy"
DEPLOY_DIR_IMAGE = "${DEPLOY_DIR}/images/${MACHINE}"

# An earlier task has the dependency.
do_first() {
    :
}
do_first[depends] += "hello:do_deploy"
addtask first
do_magictask() {
    cat ${DEPLOY_DIR_IMAGE}/tee.bin > ${B}/boot.bin
}
addtask magictask after do_first
