MYVAR = "${TOPDIR}/foo"
           ^^^^^^ the signature of `do_magictask` contains `TOPDIR`, which is `/ws/build` here and `/srv/other-host/ws/build` on another host: hosts like these cannot share its sstate object
do_magictask() {
    echo ${MYVAR}
}
do_magictask[vardepsexclude] += "TOPDIR"
addtask magictask
