SUMMARY = "an expression in the name of a variable"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PROCESSORS := "${@len(os.sched_getaffinity(0))}"
JOBS_${PROCESSORS} = "x"
do_compile() {
    echo "${JOBS_1}"
}
