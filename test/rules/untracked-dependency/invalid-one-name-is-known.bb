SUMMARY = "One of the names is known, another is not"
LICENSE = "MIT"

SPEED_fast = "1"
python do_read() {
    kind = "fast"
    name = open("name").read()
    bb.utils.mkdirhier(d.expand("${SPEED_%s} ${%s}" % (kind, name)))
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_read` lacks what `d.expand("${SPEED_%s} ${%s}" % (kind, name))` in `do_read` refers to (`SPEED_fast`, or another): BitBake cannot know what that is; name it in `do_read[vardeps]`
}
addtask read after do_compile
