SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo one
}
<|do_magictask_append_class-native|>() {
    echo two
}
addtask magictask
