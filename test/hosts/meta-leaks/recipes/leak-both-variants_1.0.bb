SUMMARY = "both variants leak"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BBCLASSEXTEND = "native"
do_compile() {
    echo ${TOPDIR}
}
