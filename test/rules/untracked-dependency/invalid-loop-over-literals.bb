SUMMARY = "A loop over names that are written out"
LICENSE = "MIT"

FIRST = "1"
python do_order() {
    for name in ("FIRST", "SECOND"):
        bb.utils.mkdirhier(d.getVar(name) or "none")
                           ^^^^^^^^^^^^^^ the signature of `do_order` lacks `FIRST`, `SECOND`: BitBake does not see that `d.getVar(name)` in `do_order` refers to it; name it in `do_order[vardeps]`
}
addtask order after do_compile
