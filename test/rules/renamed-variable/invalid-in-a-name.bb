SUMMARY = "fixture"
LICENSE = "MIT"

CAN_removed = "1"
^^^^^^^^^^^ `CAN_removed`: BitBake refuses every name with `_remove` in it, which was an operator once
do_magictask() {
    echo one
}
addtask magictask
