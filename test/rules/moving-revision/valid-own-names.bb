SUMMARY = "fixture"
LICENSE = "MIT"

SRC_URI = "git://example.org/magic;branch=main;protocol=https;name=magic"
SRCREV_magic = "0123456789012345678901234567890123456789"
# Variables that only begin like a revision: the fetcher reads none of them.
SRCREV_SHORT = "01234567"
SRCREV_branch = "main"
SRCREVS = "main"
do_magictask() {
    echo ${SRCREV_SHORT}
}
addtask magictask
