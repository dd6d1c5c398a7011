SUMMARY = "`LAYERDIR` is replaced as the layer is read, whatever the operator"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${LEAKS_DEFERRED}
}
