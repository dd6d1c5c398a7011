SUMMARY = "what a link of the layer says"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.readlink(d.getVar('THISDIR') + '/../data/current.txt')}"
do_compile() {
    echo "${VALUE}"
}
