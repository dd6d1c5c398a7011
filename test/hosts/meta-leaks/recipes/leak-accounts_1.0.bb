SUMMARY = "the accounts of the machine"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@len(open('/etc/passwd').read())}"
do_compile() {
    echo "${VALUE}"
}
