python do_magictask() {
    bb.plain(d.getVar("TOPDIR"))
                       ^^^^^^ the signature of `do_magictask` depends on the host: `TOPDIR` is `/ws/build` here and `/srv/other-host/ws/build` on another host; exclude or avoid it
}
addtask magictask
