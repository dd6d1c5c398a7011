SUMMARY = "chance of the kernel"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.urandom(8).hex()}"
do_compile() {
    echo "${VALUE}"
}
