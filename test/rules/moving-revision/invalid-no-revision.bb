SUMMARY = "fixture"
LICENSE = "MIT"

SRC_URI = "git://example.org/magic;branch=main;protocol=https;name=a git://example.org/b;branch=main;name=b"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SRC_URI` takes `git://example.org/b` at branch `main`, and no `SRCREV` says which commit that is: what is built, and its hash, is not said by the metadata
SRCREV_a = "0123456789012345678901234567890123456789"
do_magictask() {
    echo one
}
addtask magictask
