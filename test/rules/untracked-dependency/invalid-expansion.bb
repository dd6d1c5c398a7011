SUMMARY = "A text with a variable in it whose name is put together"
LICENSE = "MIT"

PART_boot = "16M"
python do_layout() {
    for part in ["boot"]:
        bb.utils.mkdirhier(d.expand("size=${PART_%s}" % part))
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_layout` has `d.expand("size=${PART_%s}" % part)`, and BitBake does not see that this refers to `PART_boot`: that is not in the signature of `do_layout`: after a change of it the cache gives out what was built before
}
addtask layout after do_compile
