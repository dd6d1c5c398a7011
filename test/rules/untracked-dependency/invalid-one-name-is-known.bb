SUMMARY = "One of the names is known, another is not"
LICENSE = "MIT"

SPEED_fast = "1"
python do_read() {
    kind = "fast"
    name = open("name").read()
    bb.utils.mkdirhier(d.expand("${SPEED_%s} ${%s}" % (kind, name)))
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_read` has `d.expand("${SPEED_%s} ${%s}" % (kind, name))`, and BitBake cannot tell what that refers to (`SPEED_fast`, or another): it is not in the signature of `do_read`: after a change of it the cache gives out what was built before; name it in `do_read[vardeps]`
}
addtask read after do_compile
