SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask:class-native () {
    :
}
do_magictask() {
    :
}
addtask magictask
