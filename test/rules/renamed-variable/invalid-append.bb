SUMMARY = "fixture"
LICENSE = "MIT"

WORDS = "one"
WORDS_append = " two"
^^^^^^^^^^^^ `WORDS_append`: `_append` is no operator any more, and BitBake refuses it; it is written `:append`
do_magictask() {
    echo ${WORDS}
}
addtask magictask
