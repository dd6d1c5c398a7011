SUMMARY = "a dependency that only a flag names"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "foo"
OUTPUT[vardeps] += "TOPDIR"
do_compile() {
    echo ${OUTPUT}
}
