SUMMARY = "fixture"
LICENSE = "MIT"

SRC_URI = "git://example.org/magic;branch=main;tag=v1.0;protocol=https"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SRC_URI` names no commit of `git://example.org/magic`: the tag `v1.0` may move; write down the commit in `SRCREV`
SRCREV ?= "INVALID"
do_magictask() {
    echo one
}
addtask magictask
