SUMMARY = "a constant stands for a value, a dependency stays"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "${@d.getVar('TOPDIR')}"
OUTPUT[vardepvalue] = "1"
OUTPUT[vardeps] = "TOPDIR"
do_compile() {
    echo ${OUTPUT}
}
