SUMMARY = "a path made absolute"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.path.abspath('conf')}"
do_compile() {
    echo "${VALUE}"
}
