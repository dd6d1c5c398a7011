SUMMARY = "fixture"
LICENSE = "MIT"

STAGING_KERNEL_DIR = "${TMPDIR}/work-shared/qemu/kernel-source"
do_magictask() {
    cp -r ${STAGING_KERNEL_DIR}/include ${B}/
    ^^ `do_magictask` reads `${STAGING_KERNEL_DIR}/include` and depends on no task that makes it: when the file changes, the task does not run again; add `RECIPE:TASK` to `do_magictask[depends]`
}
addtask magictask
