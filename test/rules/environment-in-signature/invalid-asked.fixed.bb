SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    d.setVar("NUMBER", d.getVar("BB_ORIGENV", False).getVar("BOARD_SLOT", False) or "none")
}
do_magictask() {
    echo ${NUMBER}
}
do_magictask[vardepsexclude] += "NUMBER"
addtask magictask
