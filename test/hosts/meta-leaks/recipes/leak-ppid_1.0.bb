SUMMARY = "the process above"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.getppid()}"
do_compile() {
    echo "${VALUE}"
}
