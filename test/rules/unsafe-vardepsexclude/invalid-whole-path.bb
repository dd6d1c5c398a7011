SUMMARY = "fixture"
LICENSE = "MIT"

KEYFILE = "${TOPDIR}/conf/local.conf"
do_magictask() {
    cat ${KEYFILE}
}
do_magictask[vardepsexclude] += "KEYFILE"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no hash of `do_magictask` changes with the file `/ws/build/conf/local.conf`, which it reads: `do_magictask` leaves out `KEYFILE`, and nothing else tracks it; add it to `[file-checksums]`
addtask magictask
