SUMMARY = "fixture"
LICENSE = "MIT"

CAN_removed = "1"
^^^^^^^^^^^ BitBake refuses `CAN_removed`: no name may contain `_remove`, which was an operator once; rename it
do_magictask() {
    echo one
}
addtask magictask
