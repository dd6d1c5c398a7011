SUMMARY = "fixture"
LICENSE = "MIT"

BUILDER = "local.conf"
do_magictask() {
    echo ${BUILDER}
}
do_magictask[vardepsexclude] = "BUILDER"
addtask magictask
