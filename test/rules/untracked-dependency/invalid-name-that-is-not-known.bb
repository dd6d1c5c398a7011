SUMMARY = "A name that cannot be known: there is no fix"
LICENSE = "MIT"

python do_read() {
    for name in open("names").read().split():
        bb.utils.mkdirhier(d.getVar(name))
                           ^^^^^^^^^^^^^^ the signature of `do_read` lacks what `d.getVar(name)` in `do_read` refers to: BitBake cannot know what that is; name it in `do_read[vardeps]`
}
addtask read after do_compile
