SUMMARY = "the patterns of recipes"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@d.getVar('BBFILES')}"
do_compile() {
    echo "${VALUE}"
}
