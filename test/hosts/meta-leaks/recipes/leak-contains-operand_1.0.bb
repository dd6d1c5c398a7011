SUMMARY = "a question whose operand is no literal: the whole value counts"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "${@bb.utils.contains('LEAKS_FROZEN', d.getVar('LEAKS_FROZEN'), 'yes', 'no', d)}"
do_compile() {
    echo ${OUTPUT}
}
