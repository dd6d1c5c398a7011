SUMMARY = "read by a function that a function of the library calls"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

python do_compile() {
    bb.note(leaks.places.outer(d))
}
