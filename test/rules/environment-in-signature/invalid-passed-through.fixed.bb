SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo ${SESSION_PRODUCT}
}
do_magictask[vardepsexclude] += "SESSION_PRODUCT"
addtask magictask
