SUMMARY = "fixture"
LICENSE = "MIT"

BB_STAMP_POLICY = "perfile"
^^^^^^^^^^^^^^^ BitBake refuses `BB_STAMP_POLICY`: it is a deprecated variable and support has been removed
do_magictask() {
    echo one
}
addtask magictask
