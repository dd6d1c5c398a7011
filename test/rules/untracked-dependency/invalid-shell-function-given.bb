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
    ^^^^^ the signature of `do_compile` lacks `build_fast`: BitBake does not see that `twice` in `do_compile` refers to it; name it in `do_compile[vardeps]`
}
