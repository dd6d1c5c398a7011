SUMMARY = "a hash that each process begins anew"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@hash('leaks')}"
do_compile() {
    echo "${VALUE}"
}
