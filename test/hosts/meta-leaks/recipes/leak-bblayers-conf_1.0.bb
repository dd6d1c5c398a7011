SUMMARY = "the text of `bblayers.conf`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@len(d.getVar('BBLAYERS')) and d.getVar('BBLAYERS').split()[-1]}"
do_compile() {
    echo "${VALUE}"
}
