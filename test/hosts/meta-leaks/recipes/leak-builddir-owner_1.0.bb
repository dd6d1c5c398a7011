SUMMARY = "whose the build directory is"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.stat(d.getVar('TOPDIR')).st_uid}"
do_compile() {
    echo "${VALUE}"
}
