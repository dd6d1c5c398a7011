SUMMARY = "A shell variable that names a function of the metadata"
LICENSE = "MIT"

build_fast() {
    echo fast
}
do_compile() {
    builder=build_fast
    $builder now
}
do_compile[vardeps] += "build_fast"
