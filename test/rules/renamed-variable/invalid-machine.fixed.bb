SUMMARY = "fixture"
LICENSE = "MIT"

WORDS = "one"
WORDS:example = "two"
do_magictask() {
    echo ${WORDS}
}
addtask magictask
