SUMMARY = "read by a Python task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

python do_compile() {
    bb.note(d.getVar("TOPDIR"))
}
