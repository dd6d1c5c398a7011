SUMMARY = "fixture"
LICENSE = "MIT"

PROVIDES += "virtual/kernel"
STAGING_KERNEL_DIR = "${TMPDIR}/work-shared/qemu/kernel-source"
do_magictask() {
    cp -r ${STAGING_KERNEL_DIR}/include ${B}/
}
addtask magictask
