SUMMARY = "fixture"
LICENSE = "MIT"

<|BB_BASEHASH_IGNORE_VARS +=|> "MYVAR"
do_magictask() {
    echo one
}
addtask magictask
