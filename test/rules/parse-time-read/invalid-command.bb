SUMMARY = "fixture"
LICENSE = "MIT"

ARCH := "${@__import__('subprocess').check_output(['uname', '-m'], text=True).strip()}"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `ARCH`, printed by the command `uname -m` while parsing: BitBake keeps the old hash when it changes; avoid or exclude it
do_magictask() {
    echo ${ARCH}
}
addtask magictask
