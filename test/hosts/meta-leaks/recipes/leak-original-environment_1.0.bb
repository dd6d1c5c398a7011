SUMMARY = "the environment BitBake was started in"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

WHO := "${@d.getVar('BB_ORIGENV').getVar('LOGNAME')}"
do_compile() {
    echo ${WHO}
}
