SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo ${<|SESSION_PRODUCT|>}
}
addtask magictask
