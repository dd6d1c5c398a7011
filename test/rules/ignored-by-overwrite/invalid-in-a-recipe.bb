SUMMARY = "fixture"
LICENSE = "MIT"

BB_BASEHASH_IGNORE_VARS += "MYVAR"
^^^^^^^^^^^^^^^^^^^^^^^^^^ BitBake reads `BB_BASEHASH_IGNORE_VARS` from the configuration: in a recipe it changes nothing; exclude the variable with `[vardepsexclude]` here, or write this to `conf/local.conf` or the distribution's configuration
do_magictask() {
    echo one
}
addtask magictask
