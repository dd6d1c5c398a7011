SUMMARY = "fixture"
LICENSE = "MIT"

SRC_URI = "git://example.org/magic;branch=main;tag=v1.0;protocol=https"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SRC_URI` takes `git://example.org/magic` at tag `v1.0`, and no `SRCREV` says which commit that is: what is built, and its hash, is not said by the metadata
SRCREV ?= "INVALID"
do_magictask() {
    echo one
}
addtask magictask
