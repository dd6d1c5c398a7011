SUMMARY = "A text with a variable in it whose name is put together"
LICENSE = "MIT"

PART_boot = "16M"
python do_layout() {
    for part in ["boot"]:
        bb.utils.mkdirhier(d.expand("size=${PART_%s}" % part))
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_layout` lacks `PART_boot`: BitBake does not see that `d.expand("size=${PART_%s}" % part)` in `do_layout` refers to it; name it in `do_layout[vardeps]`
}
addtask layout after do_compile
