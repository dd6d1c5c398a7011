SUMMARY = "A function that BitBake knows, by another name than its own"
LICENSE = "MIT"

SIZES = "small"
python do_sizes() {
    from bb.utils import contains as has
    bb.utils.mkdirhier(has("SIZES", "small", "s", "l", d))
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_sizes` lacks `SIZES`: BitBake does not see that `has("SIZES", "small", "s", "l", d)` in `do_sizes` refers to it; name it in `do_sizes[vardeps]`
}
addtask sizes after do_compile
