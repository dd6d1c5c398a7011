SSTATETASKS = "do_magictask"
BB_HASHFILENAME = "False ${SSTATE_PKGSPEC} ${SSTATE_SWSPEC}"
SSTATE_PKGSPEC = "sstate:${PN}:${PV}:${PR}:"
SSTATE_SWSPEC = ""
# There is no object whose name could differ.
SSTATE_SKIP_CREATION = "1"
PR = "r${@os.uname()[1]}"
do_magictask() {
    :
}
addtask magictask
