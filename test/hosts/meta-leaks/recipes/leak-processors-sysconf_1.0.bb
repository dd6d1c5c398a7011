SUMMARY = "how many processors there are, as the C library has it"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.sysconf('SC_NPROCESSORS_ONLN')}"
do_compile() {
    echo "${VALUE}"
}
