SUMMARY = "exported to every shell task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

export LEAKS_HOME = "${TOPDIR}"
do_compile() {
    :
}
