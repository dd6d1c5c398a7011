SSTATETASKS = "do_magictask"
BB_HASHFILENAME = "False ${SSTATE_PKGSPEC} ${SSTATE_SWSPEC}"
SSTATE_PKGSPEC = "sstate:${PN}:${PV}:${PR}:"
SSTATE_SWSPEC = ""
# Only this task creates none.
SSTATE_SKIP_CREATION:task-magictask = "1"
OVERRIDES = "one"
PR = "r${@os.uname()[1]}"
do_magictask() {
    :
}
addtask magictask
