SUMMARY = "A text with a variable in it whose name is put together"
LICENSE = "MIT"

PART_boot = "16M"
python do_layout() {
    for part in ["boot"]:
        bb.utils.mkdirhier(<|d.expand("size=${PART_%s}" % part)|>)
}
addtask layout after do_compile
