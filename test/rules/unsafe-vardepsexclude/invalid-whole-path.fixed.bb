SUMMARY = "fixture"
LICENSE = "MIT"

KEYFILE = "${TOPDIR}/conf/local.conf"
do_magictask() {
    cat ${KEYFILE}
}
do_magictask[vardepsexclude] += "KEYFILE"
do_magictask[file-checksums] += "${KEYFILE}:True"
addtask magictask
