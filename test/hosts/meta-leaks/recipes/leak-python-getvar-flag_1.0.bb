SUMMARY = "a flag read by a Python task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT[place] = "${TOPDIR}"
python do_compile() {
    bb.note(d.getVarFlag("OUTPUT", "place"))
}
