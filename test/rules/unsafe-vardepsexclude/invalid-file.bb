SUMMARY = "fixture"
LICENSE = "MIT"

KEYFILE = "${TOPDIR}/conf/local.conf"
KEYFILE[vardepsexclude] = "TOPDIR"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `KEYFILE` leaves out `TOPDIR`, and `do_magictask` reads `/ws/build/conf/local.conf`, which nothing tracks: when it changes, the cache serves what was made of the old one
do_magictask() {
    cat ${KEYFILE}
}
addtask magictask
