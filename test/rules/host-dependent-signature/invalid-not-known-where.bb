SUMMARY = "fixture"
LICENSE = "MIT"

export MYVAR = "${TOPDIR}/foo"
                  ^^^^^^ the signature of `do_configure` depends on the host: `TOPDIR` is `/ws/build` here and `/srv/other-host/ws/build` on another host; it is not known whether its value gets into the output, because `MYVAR` is in the environment of every command: avoid it, and exclude it only if no output contains it; also for `do_compile`, `do_install`, `do_build`, `do_magictask`
do_magictask() {
    make
}
addtask magictask
