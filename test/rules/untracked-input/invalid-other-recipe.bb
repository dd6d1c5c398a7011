SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    helper
}
helper() {
    cp ${TMPDIR}/work/other/1.0/image.bin ${B}/
    ^^ `do_magictask` (in `helper`) reads `${TMPDIR}/work/other/1.0/image.bin` and depends on no task that makes it: when the file changes, the task does not run again; add `RECIPE:TASK` to `do_magictask[depends]`
}
addtask magictask
