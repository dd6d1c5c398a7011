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
    <|twice|> build_fast now
}
