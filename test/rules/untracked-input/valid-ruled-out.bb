SUMMARY = "fixture"
LICENSE = "MIT"
DEPLOY_DIR = "${TMPDIR}/deploy"
DEPLOY_DIR_IMAGE = "${DEPLOY_DIR}/images/${MACHINE}"

# This variant does not get there.
PART = ""
do_magictask() {
    if [ -n "${PART}" ]; then
        cat ${DEPLOY_DIR_IMAGE}/tee.bin > ${B}/boot.bin
    fi
    [ "${PART}" = "1" ] && cp ${DEPLOY_DIR_IMAGE}/tee.bin ${B}/
    if ${@"true" if d.getVar("PART") else "false"}; then
        cp /opt/vendor/x ${B}/
    fi
}
addtask magictask
