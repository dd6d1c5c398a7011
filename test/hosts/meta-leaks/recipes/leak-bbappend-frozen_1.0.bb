SUMMARY = "what a bbappend freezes"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "foo"
do_compile() {
    echo ${OUTPUT}
}
