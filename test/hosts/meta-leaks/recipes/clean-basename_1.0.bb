SUMMARY = "the last part of a path"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.path.basename(d.getVar('FILE'))}"
do_compile() {
    echo "${VALUE}"
}
