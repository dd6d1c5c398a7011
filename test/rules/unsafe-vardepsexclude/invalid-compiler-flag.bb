SUMMARY = "fixture"
LICENSE = "MIT"

export CFLAGS = "-O2 -DROOT=${TOPDIR}"
CFLAGS[vardepsexclude] = "TOPDIR"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the output of `do_configure` contains the path `TOPDIR`, as `-DROOT=${TOPDIR}` in `CFLAGS`, and no hash does: `CFLAGS` leaves it out, so others get this host's path from the cache; use a relative path, or a path of the target such as `${datadir}`; also for `do_compile`, `do_install`, `do_build`, `do_magictask`
do_magictask() {
    make
}
addtask magictask
