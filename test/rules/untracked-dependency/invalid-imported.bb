SUMMARY = "A function that BitBake knows, by another name than its own"
LICENSE = "MIT"

SIZES = "small"
python do_sizes() {
    from bb.utils import contains as has
    bb.utils.mkdirhier(has("SIZES", "small", "s", "l", d))
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_sizes` has `has("SIZES", "small", "s", "l", d)`, and BitBake does not see that this refers to `SIZES`: that is not in the signature of `do_sizes`: after a change of it the cache gives out what was built before
}
addtask sizes after do_compile
