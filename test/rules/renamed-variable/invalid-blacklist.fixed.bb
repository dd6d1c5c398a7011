SUMMARY = "fixture"
LICENSE = "MIT"

SKIP_RECIPE[hello] = "no"
do_magictask() {
    echo one
}
addtask magictask
