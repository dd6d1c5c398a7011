SUMMARY = "`LAYERDIR` frozen by the layer's own configuration"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${LEAKS_FROZEN}
}
