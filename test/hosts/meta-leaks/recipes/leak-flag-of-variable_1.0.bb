SUMMARY = "a flag of a variable that a task uses"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "x"
OUTPUT[place] = "${TOPDIR}"
do_compile() {
    echo ${OUTPUT}
}
