SUMMARY = "a question to a value, answered alike"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "${@bb.utils.contains('BBLAYERS', '/nowhere', 'yes', 'no', d)}"
do_compile() {
    echo ${OUTPUT}
}
