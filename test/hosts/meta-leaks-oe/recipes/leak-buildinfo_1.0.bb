SUMMARY = "a list of layers with their places"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

LAYERS_BUILT = "${@' '.join(os.path.dirname(layer) for layer in d.getVar('BBLAYERS').split())}"
do_compile() {
    echo ${LAYERS_BUILT}
}
