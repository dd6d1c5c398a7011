SUMMARY = "how many layers there are"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@len(d.getVar('BBLAYERS').split())}"
do_compile() {
    echo "${VALUE}"
}
