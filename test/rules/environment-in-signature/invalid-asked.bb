SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, which metadata takes from `BOARD_SLOT` of your session while parsing, and `none` here: whoever has another `BOARD_SLOT` shares no sstate object with you; set it in the configuration, or exclude it
    d.setVar("NUMBER", d.getVar("BB_ORIGENV", False).getVar("BOARD_SLOT", False) or "none")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
