SUMMARY = "A name that cannot be told at all: there is nothing to offer"
LICENSE = "MIT"

python do_read() {
    for name in open("names").read().split():
        bb.utils.mkdirhier(<|d.getVar(name)|>)
}
addtask read after do_compile
