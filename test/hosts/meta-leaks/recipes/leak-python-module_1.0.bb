SUMMARY = "read by a function of the layer's library"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

python do_compile() {
    bb.note(leaks.places.where(d))
}
