SUMMARY = "fixture"
LICENSE = "MIT"

export CFLAGS = "-O2 -DROOT=${TOPDIR}"
                              ^^^^^^ the signature of `do_configure` depends on the host: `TOPDIR` is `/ws/build` here and `/srv/other-host/ws/build` on another host; its value gets into the output, as `-DROOT=${TOPDIR}` in `CFLAGS`: use a relative path, or a path of the target such as `${datadir}`; an exclusion would give everybody the value of one host; also for `do_compile`, `do_install`, `do_build`, `do_magictask`
do_magictask() {
    make
}
addtask magictask
