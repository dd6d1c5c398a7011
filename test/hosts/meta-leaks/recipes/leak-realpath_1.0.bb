SUMMARY = "the real path of a folder"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.path.realpath(d.getVar('TOPDIR'))}"
do_compile() {
    echo "${VALUE}"
}
