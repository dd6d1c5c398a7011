SUMMARY = "the same, in an expression that is hashed as it is written"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE = "${@d.getVar('BB_ORIGENV').getVar('LEAKS_SESSION')}"
VALUE[vardepsexclude] = "BB_ORIGENV"
do_compile() {
    echo ${VALUE}
}
