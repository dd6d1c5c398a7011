SUMMARY = "a question about one of several words"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PROCESSORS := "${@len(os.sched_getaffinity(0))}"
OUTPUT = "${@bb.utils.contains_any('PROCESSORS', '1 x', 'yes', 'no', d)}"
do_compile() {
    echo ${OUTPUT}
}
