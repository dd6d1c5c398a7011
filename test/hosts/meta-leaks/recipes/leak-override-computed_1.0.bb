SUMMARY = "an override by the number of processors"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OVERRIDES .= ":processors-${@len(os.sched_getaffinity(0))}"
MODE = "many"
MODE:processors-1 = "one"
do_compile() {
    echo ${MODE}
}
