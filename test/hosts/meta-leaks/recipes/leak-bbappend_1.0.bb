SUMMARY = "what a bbappend adds"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${OUTPUT}
}
