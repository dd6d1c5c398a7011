SUMMARY = "fixture"
LICENSE = "MIT"

<|CAN_removed|> = "1"
do_magictask() {
    echo one
}
addtask magictask
