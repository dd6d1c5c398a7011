SUMMARY = "fixture"
LICENSE = "MIT"

<|PNBLACKLIST|>[hello] = "no"
do_magictask() {
    echo one
}
addtask magictask
