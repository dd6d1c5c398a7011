SUMMARY = "dependencies that an expression names"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "foo"
OUTPUT[vardeps] += "${@'TOP' + 'DIR'}"
do_compile() {
    echo ${OUTPUT}
}
