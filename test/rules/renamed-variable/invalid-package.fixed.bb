SUMMARY = "fixture"
LICENSE = "MIT"

RDEPENDS:${PN} = "hello"
do_magictask() {
    echo one
}
addtask magictask
