SUMMARY = "fixture"
LICENSE = "MIT"

ANYTHING:pn-magic = "one"
do_magictask() {
    :
}
addtask magictask
