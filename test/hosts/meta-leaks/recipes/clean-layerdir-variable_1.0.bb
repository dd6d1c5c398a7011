SUMMARY = "`LAYERDIR_` with a collection's name is no variable in a recipe"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${LAYERDIR_leaks}
}
