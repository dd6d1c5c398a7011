SUMMARY = "fixture"
LICENSE = "MIT"

<|BB_HASHBASE_WHITELIST|> += "TOPDIR"
do_magictask() {
    echo one
}
addtask magictask
