SUMMARY = "fixture"
LICENSE = "MIT"

# No task runs it, so that BitBake does not read it.
never_called() {
    echo $(( 1 + (2)) )) two
}
do_magictask() {
    echo one
}
addtask magictask
