SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask_class-native () {
^^^^^^^^^^^^^^^^^^^^^^^^^ `do_magictask_class-native` is a variable of its own to BitBake: an override (`class-native`) has a colon before it since kirkstone; write `do_magictask:class-native`
    :
}
do_magictask() {
    :
}
addtask magictask
