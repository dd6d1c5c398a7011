SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo one
<|    echo $(( 1 + (2)) )) two|>
}
addtask magictask
