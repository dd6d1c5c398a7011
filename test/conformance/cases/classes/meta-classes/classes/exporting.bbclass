exporting_do_compile() {
    echo from the class
    oe_like
}
exporting_do_install() {
    echo install ${IN_CLASS}
}
exporting_do_install[dirs] = "${D}"
python exporting_do_report() {
    bb.note(d.getVar("IN_CLASS"))
}
do_report[cleandirs] = "x"
do_install[fakeroot] = "1"
IN_CLASS = "in class"
do_early:append() {
    echo appended before it was exported
}
exporting_do_early() {
    echo never used
}
addtask install after do_compile
addtask report
addtask early
EXPORT_FUNCTIONS do_compile do_install do_report do_early do_undefined
addtask undefined
