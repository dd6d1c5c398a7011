SUMMARY = "read by a function that a function calls"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

def inner(d):
    return d.getVar("TOPDIR")

def outer(d):
    return inner(d)

python do_compile() {
    bb.note(outer(d))
}
