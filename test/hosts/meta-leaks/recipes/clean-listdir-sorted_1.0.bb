SUMMARY = "the files of a folder of the layer"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@' '.join(sorted(os.listdir(d.getVar('THISDIR') + '/../data')))}"
do_compile() {
    echo "${VALUE}"
}
