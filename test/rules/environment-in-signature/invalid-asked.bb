SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, taken from `BOARD_SLOT` of your session, `none` here: whoever has another computes another hash; exclude it
    d.setVar("NUMBER", d.getVar("BB_ORIGENV", False).getVar("BOARD_SLOT", False) or "none")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
