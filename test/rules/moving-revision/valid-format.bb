SUMMARY = "fixture"
LICENSE = "MIT"

# The order in which revisions get into a version, and no revision.
SRCREV_FORMAT = "magic_tools"
SRCREV_magic = "0123456789012345678901234567890123456789"
do_magictask() {
    echo one
}
addtask magictask
