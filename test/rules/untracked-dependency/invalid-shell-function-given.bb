SUMMARY = "A shell function that runs what it is given"
LICENSE = "MIT"

twice() {
    "$@"
    "$@"
}
build_fast() {
    echo fast
}
do_compile() {
    twice build_fast now
    ^^^^^ `do_compile` has `twice`, and BitBake does not see that this refers to `build_fast`: that is not in the signature of `do_compile`: after a change of it the cache gives out what was built before
}
