SUMMARY = "a test of the machine's name that every name passes"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@len(os.uname().nodename) > 0}"
do_compile() {
    echo "${VALUE}"
}
