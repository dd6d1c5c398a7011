SUMMARY = "A loop over names that are written out"
LICENSE = "MIT"

FIRST = "1"
python do_order() {
    for name in ("FIRST", "SECOND"):
        bb.utils.mkdirhier(d.getVar(name) or "none")
}
do_order[vardeps] += "FIRST SECOND"
addtask order after do_compile
