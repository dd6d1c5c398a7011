SUMMARY = "the search path of programs before BitBake"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@d.getVar('BB_ORIGENV').getVar('PATH')}"
do_compile() {
    echo ${VALUE}
}
