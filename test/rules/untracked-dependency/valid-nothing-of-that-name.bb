SUMMARY = "No variable has such a name"
LICENSE = "MIT"

KIND = "fast"
python do_modes() {
    kind = open("kind").read()
    bb.utils.mkdirhier(d.getVar("MODE_" + kind) or d.getVar(d.getVar("KIND") + "_MODE") or "none")
}
addtask modes after do_compile
