SUMMARY = "The words of a variable are names of others"
LICENSE = "MIT"

PARTS = "boot data root"
PART_boot = "16M"
PART_root = "256M"
PART_home = "1G"
python do_table() {
    sizes = [d.getVar("PART_%s" % part) for part in sorted((d.getVar("PARTS") or "").split())]
             ^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_table` lacks `PART_boot`, `PART_root`: BitBake does not see that `d.getVar("PART_%s" % part)` in `do_table` refers to it; name it in `do_table[vardeps]`
    bb.utils.mkdirhier(",".join(sizes))
}
addtask table after do_compile
