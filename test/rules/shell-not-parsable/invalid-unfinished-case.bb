SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    case "${PN}" in
        a) echo a ;;
<|}|>
addtask magictask
