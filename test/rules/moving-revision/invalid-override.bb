SUMMARY = "fixture"
LICENSE = "MIT"

SRC_URI = "git://example.org/magic;branch=main;protocol=https"
SRCREV ?= "0123456789012345678901234567890123456789"
SRCREV:class-target = "${AUTOREV}"
do_magictask() {
    echo one
}
addtask magictask
