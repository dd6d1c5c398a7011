SUMMARY = "a file of the build directory"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SRC_URI = "file://${TOPDIR}/conf/local.conf"
do_compile() {
    echo ${SRC_URI}
}
