SUMMARY = "fixture"
LICENSE = "MIT"

PNBLACKLIST[hello] = "no"
^^^^^^^^^^^ BitBake refuses `PNBLACKLIST`: it is called `SKIP_RECIPE` since kirkstone; rename it
do_magictask() {
    echo one
}
addtask magictask
