SUMMARY = "read by a function of a class"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit leaks-functions
python do_compile() {
    bb.note(leaks_place(d))
}
