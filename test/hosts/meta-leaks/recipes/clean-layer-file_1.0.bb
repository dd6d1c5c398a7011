SUMMARY = "a file of the layer, which is the same on every host"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

NOTES := "${@open(d.getVar('THISDIR') + '/../data/notes.txt').read().strip()}"
do_compile() {
    echo ${NOTES}
}
