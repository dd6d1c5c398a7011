SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo one
}
do_magictask:append:class-native() {
    echo two
}
addtask magictask
