SUMMARY = "A loop over names that are written out"
LICENSE = "MIT"

FIRST = "1"
python do_order() {
    for name in ("FIRST", "SECOND"):
        bb.utils.mkdirhier(d.getVar(name) or "none")
                           ^^^^^^^^^^^^^^ `do_order` has `d.getVar(name)`, and BitBake does not see that this refers to `FIRST`, `SECOND`: that is not in the signature of `do_order`: after a change of it the cache gives out what was built before
}
addtask order after do_compile
