SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo $(expr 1 + 2) two
    case "${PN}" in
        a) echo a ;;
    esac
}
addtask magictask
