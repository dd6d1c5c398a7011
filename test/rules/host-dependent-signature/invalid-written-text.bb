SUMMARY = "fixture"
LICENSE = "MIT"

MYVAR = "${TOPDIR}/foo"
           ^^^^^^ the signature of `do_magictask` depends on the host: `TOPDIR` is `/ws/build` here and `/srv/other-host/ws/build` on another host; its value gets into the output, as text that `do_magictask` writes to `${D}/place`: use a relative path, or a path of the target such as `${datadir}`; an exclusion would give everybody the value of one host
do_magictask() {
    echo ${MYVAR} > ${D}/place
}
addtask magictask
