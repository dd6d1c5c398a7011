SUMMARY = "fixture"
LICENSE = "MIT"

SRC_URI = "git://example.org/magic;branch=main;tag=v1.0;protocol=https;name=a https://example.org/b.tar.gz"
SRCREV_a = "0123456789012345678901234567890123456789"
do_magictask() {
    echo one
}
addtask magictask
