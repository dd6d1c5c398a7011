OVERRIDES .= ":mine"
SSTATETASKS = "do_magictask"
BB_HASHFILENAME = "False ${SSTATE_PKGSPEC} ${SSTATE_SWSPEC}"
SSTATE_PKGSPEC = "sstate:${PN}:${PV}:${PR}:"
SSTATE_SWSPEC = ""
DATE := "${@time.strftime('%Y%m%d', time.gmtime())}"
PR:mine = "r${DATE}"
^^^^^^^^^^^^^^^^^^^^ the sstate object of `do_magictask` is never found again: `PR` in its name is `r19700101` in one run and `r19710425` in the next, with the same hash; keep `DATE` out of it; also for `do_configure`, `do_compile`, `do_install`
PR = "r1"
do_magictask() {
    :
}
addtask magictask
