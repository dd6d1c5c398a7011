SUMMARY = "read by a function of the recipe"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

def place(d):
    return d.getVar("TOPDIR")

python do_compile() {
    bb.note(place(d))
}
