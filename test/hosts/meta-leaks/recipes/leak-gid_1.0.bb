SUMMARY = "the group's number"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.getgid()}"
do_compile() {
    echo "${VALUE}"
}
