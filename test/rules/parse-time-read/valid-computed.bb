SUMMARY = "fixture"
LICENSE = "MIT"

WORDS := "${@' '.join(sorted(['b', 'a']))}"
do_magictask() {
    echo ${WORDS}
}
addtask magictask
