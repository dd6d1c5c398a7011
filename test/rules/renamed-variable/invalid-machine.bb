SUMMARY = "fixture"
LICENSE = "MIT"

WORDS = "one"
WORDS_example = "two"
^^^^^^^^^^^^^ `WORDS_example` is a variable of its own to BitBake: an override (`example`) has a colon before it since kirkstone; write `WORDS:example`
do_magictask() {
    echo ${WORDS}
}
addtask magictask
