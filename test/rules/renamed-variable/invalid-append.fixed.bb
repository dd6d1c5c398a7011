SUMMARY = "fixture"
LICENSE = "MIT"

WORDS = "one"
WORDS:append = " two"
do_magictask() {
    echo ${WORDS}
}
addtask magictask
