SUMMARY = "how many processors there are"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.cpu_count()}"
do_compile() {
    echo "${VALUE}"
}
