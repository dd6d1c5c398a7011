SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo ${SESSION_UNSET}
}
addtask magictask
