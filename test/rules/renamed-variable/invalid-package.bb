SUMMARY = "fixture"
LICENSE = "MIT"

RDEPENDS_${PN} = "hello"
^^^^^^^^^^^^^^ `RDEPENDS_${PN}` is a variable that nothing reads: an override is written `:${PN}` now
do_magictask() {
    echo one
}
addtask magictask
