SUMMARY = "fixture"
LICENSE = "MIT"

MYVAR = "${TOPDIR}/foo"
do_magictask() {
    echo ${MYVAR} > ${D}/place
}
do_magictask[vardepsexclude] = "MYVAR"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the output of `do_magictask` contains the path `MYVAR`, as text that `do_magictask` writes to `${D}/place`, and no hash does: `do_magictask` leaves it out, so others get this host's path from the cache; use a relative path, or a path of the target such as `${datadir}`
addtask magictask
