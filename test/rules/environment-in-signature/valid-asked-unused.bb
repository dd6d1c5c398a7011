SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    if d.getVar("BB_ORIGENV", False).getVar("BOARD_SLOT", False):
        bb.note("a slot")
    d.setVar("NUMBER", "1")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
