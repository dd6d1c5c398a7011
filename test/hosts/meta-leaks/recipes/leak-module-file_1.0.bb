SUMMARY = "where a module of the layer was loaded from"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.path.dirname(leaks.places.__file__)}"
do_compile() {
    echo ${VALUE}
}
