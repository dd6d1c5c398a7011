SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo one
    echo $(( 1 + (2)) )) two
^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_magictask`: BitBake cannot read this shell function: arithmetic expansion `$((` cannot be read; it refuses the recipe until you rewrite this
}
addtask magictask
