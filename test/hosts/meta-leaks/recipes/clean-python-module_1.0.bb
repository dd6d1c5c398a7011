SUMMARY = "another function of that library"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

python do_compile() {
    bb.note(leaks.places.what(d))
}
