SUMMARY = "a variable that is not passed through, by the environment BitBake was started in"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@d.getVar('BB_ORIGENV').getVar('LEAKS_SESSION')}"
do_compile() {
    echo "${VALUE}"
}
