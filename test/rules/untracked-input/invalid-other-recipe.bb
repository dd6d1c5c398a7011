SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    helper
}
helper() {
    cp ${TMPDIR}/work/other/1.0/image.bin ${B}/
    ^^ `do_magictask` (in `helper`) reads `${TMPDIR}/work/other/1.0/image.bin` in the folder of another recipe and depends on none of its tasks: when the file changes, the task does not run again; add `RECIPE:TASK` to `do_magictask[depends]`
}
addtask magictask
