SUMMARY = "Functions that BitBake sees, by the value that it fills in or by another way"
LICENSE = "MIT"

CLEANER = "clean_up"
clean_up() {
    rm -f lock
}
do_compile() {
    ${CLEANER}
    eval clean_up
    cleaner=clean_up
    $cleaner || "clean_up"
    trap clean_up EXIT
}
