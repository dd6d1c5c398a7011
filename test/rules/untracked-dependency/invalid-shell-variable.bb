SUMMARY = "A shell variable that names a function of the metadata"
LICENSE = "MIT"

build_fast() {
    echo fast
}
do_compile() {
    builder=build_fast
    $builder now
    ^^^^^^^^ `do_compile` has `$builder`, and BitBake does not see that this refers to `build_fast`: that is not in the signature of `do_compile`: after a change of it the cache gives out what was built before
}
