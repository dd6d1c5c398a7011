SUMMARY = "`USER` read by Python as the value is written"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

WHO := "${@d.getVar('USER')}"
do_compile() {
    echo ${WHO}
}
