SUMMARY = "fixture"
LICENSE = "MIT"

ANYTHING_pn-magic = "one"
^^^^^^^^^^^^^^^^^ `ANYTHING_pn-magic` is a variable of its own to BitBake: an override (`pn-magic`) has a colon before it since kirkstone; write `ANYTHING:pn-magic`
do_magictask() {
    :
}
addtask magictask
