SUMMARY = "Code for `trap` that runs a function of the metadata"
LICENSE = "MIT"

clean_up() {
    rm -f lock
}
do_compile() {
    trap <|'clean_up; exit'|> EXIT
    touch lock
}
