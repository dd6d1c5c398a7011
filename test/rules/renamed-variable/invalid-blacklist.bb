SUMMARY = "fixture"
LICENSE = "MIT"

PNBLACKLIST[hello] = "no"
^^^^^^^^^^^ `PNBLACKLIST` is called `SKIP_RECIPE` since kirkstone: BitBake refuses the old name
do_magictask() {
    echo one
}
addtask magictask
