SUMMARY = "fixture"
LICENSE = "MIT"

KEYFILE = "${TOPDIR}/conf/local.conf"
KEYFILE[vardepsexclude] += "TOPDIR"
do_magictask() {
    cat ${KEYFILE}
}
do_magictask[file-checksums] += "${TOPDIR}/conf/local.conf:True"
addtask magictask
