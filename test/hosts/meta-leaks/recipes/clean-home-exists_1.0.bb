SUMMARY = "that the user has a home"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.path.isdir(os.path.expanduser('~'))}"
do_compile() {
    echo "${VALUE}"
}
