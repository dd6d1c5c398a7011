SUMMARY = "fixture"
LICENSE = "MIT"

BB_HASHBASE_WHITELIST += "TOPDIR"
^^^^^^^^^^^^^^^^^^^^^ BitBake refuses `BB_HASHBASE_WHITELIST`: it is called `BB_BASEHASH_IGNORE_VARS` since kirkstone; rename it
do_magictask() {
    echo one
}
addtask magictask
