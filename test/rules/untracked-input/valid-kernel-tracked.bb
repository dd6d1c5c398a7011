SUMMARY = "fixture"
LICENSE = "MIT"

STAGING_KERNEL_DIR = "${TMPDIR}/work-shared/qemu/kernel-source"
do_magictask() {
    cp -r ${STAGING_KERNEL_DIR}/include ${B}/
}
do_magictask[depends] += "virtual/kernel:do_shared_workdir"
addtask magictask
