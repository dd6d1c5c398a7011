SUMMARY = "fixture"
LICENSE = "MIT"

WORDS = "one"
<|WORDS_append|> = " two"
do_magictask() {
    echo ${WORDS}
}
addtask magictask
