MYVAR = "${TOPDIR}/foo"
           ^^^^^^ the signature of `do_magictask` depends on the host: `TOPDIR` is `/ws/build` here and `/srv/other-host/ws/build` on another host; exclude or avoid it
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
