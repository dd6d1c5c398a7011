SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    cd ${TOPDIR}/foo
         ^^^^^^ the signature of `do_magictask` depends on the host: `TOPDIR` is `/ws/build` here and `/srv/other-host/ws/build` on another host; exclude or avoid it
    mkdir -p bar
}
addtask magictask
