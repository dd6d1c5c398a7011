SUMMARY = "how many processors there are"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

JOBS := "${@oe.utils.cpu_count()}"
do_compile() {
    echo ${JOBS}
}
