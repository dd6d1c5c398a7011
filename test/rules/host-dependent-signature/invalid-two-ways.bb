FIRST = "${TOPDIR}/one"
           ^^^^^^ the signature of `do_magictask` depends on the host: `TOPDIR` is `/ws/build` here and `/srv/other-host/ws/build` on another host; exclude or avoid it
SECOND = "${TOPDIR}/two"
do_magictask() {
    echo ${FIRST} ${SECOND}
}
addtask magictask
