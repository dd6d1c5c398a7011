SUMMARY = "fixture"
LICENSE = "MIT"

MYVAR = "${TOPDIR}/foo"
do_magictask() {
    echo ${MYVAR} > ${D}/place
}
do_magictask[vardepsexclude] = "MYVAR"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no hash of `do_magictask` contains the path `MYVAR`, because `do_magictask` leaves it out, but the output does, as text that `do_magictask` writes to `${D}/place`: others get the path of this host from the cache; use a relative path, or a path of the target such as `${datadir}`
addtask magictask
