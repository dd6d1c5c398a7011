SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo one
}
do_magictask_append_class-native() {
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_magictask_append_class-native`: `_append` is no operator any more, and BitBake refuses it; it is written `:append`
    echo two
}
addtask magictask
