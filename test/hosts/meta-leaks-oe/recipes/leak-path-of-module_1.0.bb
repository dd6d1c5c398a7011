SUMMARY = "where a module was loaded from"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

CODE := "${@os.path.dirname(bb.__file__)}"
do_compile() {
    echo ${CODE}
}
