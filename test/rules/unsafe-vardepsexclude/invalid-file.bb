SUMMARY = "fixture"
LICENSE = "MIT"

KEYFILE = "${TOPDIR}/conf/local.conf"
KEYFILE[vardepsexclude] = "TOPDIR"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no hash of `do_magictask` changes with the file `/ws/build/conf/local.conf`, which it reads: `KEYFILE` leaves out `TOPDIR`, and nothing else tracks it; add it to `[file-checksums]`
do_magictask() {
    cat ${KEYFILE}
}
addtask magictask
