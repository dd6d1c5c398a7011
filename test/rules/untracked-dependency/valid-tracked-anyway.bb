SUMMARY = "Every variable that can be meant is in the hash by another way"
LICENSE = "MIT"

MODE_fast = "-O3"
MODE_small = "-Os"
ALL = "${MODE_fast} ${MODE_small}"
python do_modes() {
    kind = open("kind").read()
    bb.utils.mkdirhier(d.getVar("MODE_" + kind) or d.getVar("ALL"))
    for name in ("PN", "MODE_fast"):
        bb.utils.mkdirhier(d.getVar(name))
    bb.utils.mkdirhier(d.getVar("PN"))
}
addtask modes after do_compile
