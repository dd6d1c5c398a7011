SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    case "${PN}" in
        a) echo a ;;
}
^ `do_magictask`: BitBake cannot read this shell function: unexpected end of the text; it refuses the recipe until you rewrite this
addtask magictask
