SUMMARY = "fixture"
LICENSE = "MIT"

SRC_URI = "git://example.org/magic;branch=main;protocol=https;name=a git://example.org/b;branch=main;name=b"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `SRC_URI` names no commit of `git://example.org/b`: the branch `main` moves; write down the commit in `SRCREV`
SRCREV_a = "0123456789012345678901234567890123456789"
do_magictask() {
    echo one
}
addtask magictask
