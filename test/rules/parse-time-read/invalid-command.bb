SUMMARY = "fixture"
LICENSE = "MIT"

ARCH := "${@__import__('subprocess').check_output(['uname', '-m'], text=True).strip()}"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `ARCH`, which `:=` takes from the command `uname -m` while metadata is parsed: BitBake does not notice when that changes
do_magictask() {
    echo ${ARCH}
}
addtask magictask
