SUMMARY = "A function that another function replaces"
LICENSE = "MIT"

FIRST = "1"
python do_order() {
    for name in ("FIRST", "SECOND"):
        bb.utils.mkdirhier(d.getVar(name))
}
python do_order() {
    bb.utils.mkdirhier(d.getVar("FIRST"))
}
addtask order after do_compile
