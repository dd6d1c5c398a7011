SUMMARY = "What cannot be seen is named, and what is left out is left out on purpose"
LICENSE = "MIT"

MODE_fast = "-O3"
MODE_small = "-Os"
PART_boot = "16M"
python do_modes() {
    kind = open("kind").read()
    bb.utils.mkdirhier(d.getVar("MODE_" + kind))
    for name in open("names").read().split():
        bb.utils.mkdirhier(d.getVar(name))
    for part in ["boot"]:
        bb.utils.mkdirhier(d.getVar("PART_" + part))
}
do_modes[vardeps] += "MODE_fast PART_boot"
addtask modes after do_compile
