SUMMARY = "Code for `trap` that runs a function of the metadata"
LICENSE = "MIT"

clean_up() {
    rm -f lock
}
do_compile() {
    trap 'clean_up; exit' EXIT
         ^^^^^^^^^^^^^^^^ the signature of `do_compile` lacks `clean_up`: BitBake does not see that `'clean_up; exit'` in `do_compile` refers to it; name it in `do_compile[vardeps]`
    touch lock
}
