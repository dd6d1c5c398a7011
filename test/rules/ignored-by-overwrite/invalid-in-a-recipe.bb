SUMMARY = "fixture"
LICENSE = "MIT"

BB_BASEHASH_IGNORE_VARS += "MYVAR"
^^^^^^^^^^^^^^^^^^^^^^^^^^ `BB_BASEHASH_IGNORE_VARS` changes nothing in a recipe: BitBake reads it from the configuration; write it there, or use `[vardepsexclude]` here
do_magictask() {
    echo one
}
addtask magictask
