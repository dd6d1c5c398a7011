SUMMARY = "fixture"
LICENSE = "MIT"
DEPLOY_DIR = "${TMPDIR}/deploy"
DEPLOY_DIR_IMAGE = "${DEPLOY_DIR}/images/${MACHINE}"

python do_magictask() {
    with open(os.path.join(d.getVar("DEPLOY_DIR_IMAGE"), "tee.bin"), "rb") as stream:
        stream.read()
}
addtask magictask
