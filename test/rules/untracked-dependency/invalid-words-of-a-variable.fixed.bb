SUMMARY = "The words of a variable are names of others"
LICENSE = "MIT"

PARTS = "boot data root"
PART_boot = "16M"
PART_root = "256M"
PART_home = "1G"
python do_table() {
    sizes = [d.getVar("PART_%s" % part) for part in sorted((d.getVar("PARTS") or "").split())]
    bb.utils.mkdirhier(",".join(sizes))
}
do_table[vardeps] += "PART_boot PART_root"
addtask table after do_compile
