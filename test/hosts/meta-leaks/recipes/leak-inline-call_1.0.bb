SUMMARY = "read by a function that an expression calls"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "${@leaks.places.where(d)}"
do_compile() {
    echo ${OUTPUT}
}
