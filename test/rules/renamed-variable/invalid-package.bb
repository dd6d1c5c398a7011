SUMMARY = "fixture"
LICENSE = "MIT"

<|RDEPENDS_${PN}|> = "hello"
do_magictask() {
    echo one
}
addtask magictask
