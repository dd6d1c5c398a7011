SUMMARY = "fixture"
LICENSE = "MIT"
DEPLOY_DIR = "${TMPDIR}/deploy"
DEPLOY_DIR_IMAGE = "${DEPLOY_DIR}/images/${MACHINE}"

python do_magictask() {
    with open(os.path.join(d.getVar("DEPLOY_DIR_IMAGE"), "tee.bin"), "rb") as stream:
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_magictask` reads `${DEPLOY_DIR_IMAGE}/tee.bin` and depends on no task that makes it: when the file changes, the task does not run again; add `RECIPE:do_deploy` to `do_magictask[depends]`
        stream.read()
}
addtask magictask
