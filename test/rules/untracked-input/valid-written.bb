SUMMARY = "fixture"
LICENSE = "MIT"
DEPLOY_DIR = "${TMPDIR}/deploy"
DEPLOY_DIR_IMAGE = "${DEPLOY_DIR}/images/${MACHINE}"

# Only written, not read; and what the recipe writes itself.
do_magictask() {
    mkdir -p ${DEPLOY_DIR_IMAGE}/own
    install -m 0644 ${B}/boot.bin ${DEPLOY_DIR_IMAGE}/own/boot.bin
    echo x > ${DEPLOY_DIR_IMAGE}/mark
    cat ${DEPLOY_DIR_IMAGE}/own/boot.bin
    ln -s /usr/share/x ${D}/x
    dd if=/dev/zero of=${B}/zero
    sed -i -e "s:/usr/share/x::" ${D}/x
}
addtask magictask
