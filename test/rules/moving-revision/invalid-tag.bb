SUMMARY = "fixture"
LICENSE = "MIT"

<|SRC_URI = "git://example.org/magic;branch=main;tag=v1.0;protocol=https"|>
SRCREV ?= "INVALID"
do_magictask() {
    echo one
}
addtask magictask
