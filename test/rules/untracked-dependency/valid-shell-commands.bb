SUMMARY = "Commands that are no functions of the metadata, whatever they are called by"
LICENSE = "MIT"

CLEANER = "clean_up"
clean_up() {
    rm -f lock
}
twice() {
    "$@"
    "$@"
}
do_compile() {
    tool=/usr/bin/true
    test -n "$CC" || tool="echo clean_up"
    $tool "$1" && "${tool}" clean_up
    for one in cat sort; do
        $one /dev/null
    done
    twice touch "lock"
    eval "$tool clean_up"
    trap 'rm -f lock' EXIT
    inner() {
        $1 x
    }
    inner clean_up_nothing
    ${@'true' if d.getVar('PN') else 'false'}_clean_up || :
}
