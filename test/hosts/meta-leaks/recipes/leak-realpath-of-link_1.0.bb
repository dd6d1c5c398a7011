SUMMARY = "where a link of the layer leads"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.path.realpath(d.getVar('THISDIR') + '/../data/current.txt')}"
do_compile() {
    echo "${VALUE}"
}
