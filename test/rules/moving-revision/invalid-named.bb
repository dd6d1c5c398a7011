SUMMARY = "fixture"
LICENSE = "MIT"

SRC_URI = "git://example.org/magic;branch=main;protocol=https;name=magic,tools"
SRCREV_magic = "0123456789012345678901234567890123456789"
SRCREV_tools = "main"
^^^^^^^^^^^^^^^^^^^^^ `SRCREV_tools` names no commit: `main` may lead to another one tomorrow; write down which one
do_magictask() {
    echo one
}
addtask magictask
