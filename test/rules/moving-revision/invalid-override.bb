SUMMARY = "fixture"
LICENSE = "MIT"

SRC_URI = "git://example.org/magic;branch=main;protocol=https"
SRCREV ?= "0123456789012345678901234567890123456789"
SRCREV:class-target = "${AUTOREV}"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SRCREV` names no commit: it is the newest one whenever BitBake asks the server; write down which one
do_magictask() {
    echo one
}
addtask magictask
