SUMMARY = "fixture"
LICENSE = "MIT"

WORDS = "one"
WORDS_append = " two"
^^^^^^^^^^^^ BitBake refuses `WORDS_append`: `_append` is no operator any more; write `:append`
do_magictask() {
    echo ${WORDS}
}
addtask magictask
