SUMMARY = "A variable of which there is nothing but its documentation"
LICENSE = "MIT"

MODE_fast[doc] = "How to go fast"
python do_modes() {
    for kind in ("fast", "small"):
        bb.utils.mkdirhier(d.getVar("MODE_" + kind) or "none")
}
addtask modes after do_compile
