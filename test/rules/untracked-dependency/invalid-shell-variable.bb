SUMMARY = "A shell variable that names a function of the metadata"
LICENSE = "MIT"

build_fast() {
    echo fast
}
do_compile() {
    builder=build_fast
    $builder now
    ^^^^^^^^ the signature of `do_compile` lacks `build_fast`: BitBake does not see that `$builder` in `do_compile` refers to it; name it in `do_compile[vardeps]`
}
