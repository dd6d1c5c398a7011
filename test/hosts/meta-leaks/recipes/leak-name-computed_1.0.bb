SUMMARY = "a variable by a computed name, whose name is a literal to the reader"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

WHICH = "TOP"
OUTPUT = "${${WHICH}DIR}"
do_compile() {
    echo ${OUTPUT}
}
