SUMMARY = "a file of the build directory"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.path.exists(d.getVar('TOPDIR') + '/conf/bblayers.conf')}"
do_compile() {
    echo "${VALUE}"
}
