SUMMARY = "fixture"
LICENSE = "MIT"

SESSION_PRODUCT = "fixed"
do_magictask() {
    echo ${SESSION_PRODUCT}
}
addtask magictask
