OVERRIDES .= ":mine"
SSTATETASKS = "do_magictask"
BB_HASHFILENAME = "False ${SSTATE_PKGSPEC} ${SSTATE_SWSPEC}"
SSTATE_PKGSPEC = "sstate:${PN}:${PV}:${PR}:"
SSTATE_SWSPEC = ""
DATE := "${@time.strftime('%Y%m%d', time.gmtime())}"
PR:mine = "r0"
PR = "r1"
do_magictask() {
    :
}
addtask magictask
