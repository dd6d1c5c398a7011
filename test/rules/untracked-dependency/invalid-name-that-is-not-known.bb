SUMMARY = "A name that cannot be told at all: there is nothing to offer"
LICENSE = "MIT"

python do_read() {
    for name in open("names").read().split():
        bb.utils.mkdirhier(d.getVar(name))
                           ^^^^^^^^^^^^^^ `do_read` has `d.getVar(name)`, and BitBake cannot tell what that refers to: it is not in the signature of `do_read`: after a change of it the cache gives out what was built before; name it in `do_read[vardeps]`
}
addtask read after do_compile
