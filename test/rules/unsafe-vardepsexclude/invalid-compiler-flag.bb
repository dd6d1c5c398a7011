SUMMARY = "fixture"
LICENSE = "MIT"

export CFLAGS = "-O2 -DROOT=${TOPDIR}"
CFLAGS[vardepsexclude] = "TOPDIR"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no hash of `do_configure` contains the path `TOPDIR`, because `CFLAGS` leaves it out, but the output does, as `-DROOT=${TOPDIR}` in `CFLAGS`: others get the path of this host from the cache; use a relative path, or a path of the target such as `${datadir}`; also for `do_compile`, `do_install`, `do_build`, `do_magictask`
do_magictask() {
    make
}
addtask magictask
