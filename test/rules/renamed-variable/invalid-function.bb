SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo one
}
do_magictask_append_class-native() {
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ BitBake refuses `do_magictask_append_class-native`: `_append` is no operator any more; write `:append`
    echo two
}
addtask magictask
