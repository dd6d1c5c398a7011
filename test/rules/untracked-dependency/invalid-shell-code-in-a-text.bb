SUMMARY = "Code for `trap` that runs a function of the metadata"
LICENSE = "MIT"

clean_up() {
    rm -f lock
}
do_compile() {
    trap 'clean_up; exit' EXIT
         ^^^^^^^^^^^^^^^^ `do_compile` has `'clean_up; exit'`, and BitBake does not see that this refers to `clean_up`: that is not in the signature of `do_compile`: after a change of it the cache gives out what was built before
    touch lock
}
