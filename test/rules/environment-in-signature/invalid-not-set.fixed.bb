SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo ${SESSION_UNSET}
}
do_magictask[vardepsexclude] += "SESSION_UNSET"
addtask magictask
