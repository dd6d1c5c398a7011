SUMMARY = "A function that BitBake knows, by another name than its own"
LICENSE = "MIT"

SIZES = "small"
python do_sizes() {
    from bb.utils import contains as has
    bb.utils.mkdirhier(has("SIZES", "small", "s", "l", d))
}
do_sizes[vardeps] += "SIZES"
addtask sizes after do_compile
