SSTATETASKS = "do_magictask"
BB_HASHFILENAME = "False ${SSTATE_PKGSPEC} ${SSTATE_SWSPEC}"
SSTATE_PKGSPEC = "sstate:${PN}:${PV}:${PR}:"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ another host does not find the sstate object of `do_magictask`: `PR` in its name is `rlocalhost` here and `rotherhost` there, with the same hash; give it a fixed value
SSTATE_SWSPEC = ""
PR = "r${@os.uname()[1]}"
do_magictask() {
    :
}
addtask magictask
