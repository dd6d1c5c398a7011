SUMMARY = "The words of a variable are names of others"
LICENSE = "MIT"

PARTS = "boot data root"
PART_boot = "16M"
PART_root = "256M"
PART_home = "1G"
python do_table() {
    sizes = [d.getVar("PART_%s" % part) for part in sorted((d.getVar("PARTS") or "").split())]
             ^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_table` has `d.getVar("PART_%s" % part)`, and BitBake does not see that this refers to `PART_boot`, `PART_root`: that is not in the signature of `do_table`: after a change of it the cache gives out what was built before
    bb.utils.mkdirhier(",".join(sizes))
}
addtask table after do_compile
