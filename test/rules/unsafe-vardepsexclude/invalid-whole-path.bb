SUMMARY = "fixture"
LICENSE = "MIT"

KEYFILE = "${TOPDIR}/conf/local.conf"
do_magictask() {
    cat ${KEYFILE}
}
do_magictask[vardepsexclude] += "KEYFILE"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_magictask` leaves out `KEYFILE`, and `do_magictask` reads `/ws/build/conf/local.conf`, which nothing tracks: when it changes, the cache serves what was made of the old one
addtask magictask
