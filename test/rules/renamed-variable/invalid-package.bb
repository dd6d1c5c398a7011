SUMMARY = "fixture"
LICENSE = "MIT"

RDEPENDS_${PN} = "hello"
^^^^^^^^^^^^^^ nothing reads `RDEPENDS_${PN}`: an override has a colon before it since kirkstone; write `:${PN}`
do_magictask() {
    echo one
}
addtask magictask
