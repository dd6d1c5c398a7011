SUMMARY = "the recipe's folder, which is ignored where it is named"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE = "${@os.path.dirname(d.getVar('FILE'))}"
do_compile() {
    echo "${VALUE}"
}
