SUMMARY = "a name that BitBake cannot follow"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

python do_compile() {
    bb.note(d.getVar("TOP" + "DIR"))
}
