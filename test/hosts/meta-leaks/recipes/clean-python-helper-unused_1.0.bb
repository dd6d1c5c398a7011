SUMMARY = "a function that no task calls"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

def place(d):
    return d.getVar("TOPDIR")

python do_compile() {
    bb.note("nothing")
}
