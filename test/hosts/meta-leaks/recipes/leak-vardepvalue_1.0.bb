SUMMARY = "the value that stands for the variable is the leak"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "foo"
OUTPUT[vardepvalue] = "${TOPDIR}"
do_compile() {
    echo ${OUTPUT}
}
