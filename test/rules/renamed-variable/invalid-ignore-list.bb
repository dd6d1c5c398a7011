SUMMARY = "fixture"
LICENSE = "MIT"

BB_HASHBASE_WHITELIST += "TOPDIR"
^^^^^^^^^^^^^^^^^^^^^ `BB_HASHBASE_WHITELIST` is called `BB_BASEHASH_IGNORE_VARS` since kirkstone: BitBake refuses the old name
do_magictask() {
    echo one
}
addtask magictask
