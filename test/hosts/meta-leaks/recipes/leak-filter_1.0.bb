SUMMARY = "words of a value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PROCESSORS := "${@len(os.sched_getaffinity(0))}"
OUTPUT = "${@bb.utils.filter('PROCESSORS', '1 x', d)}"
do_compile() {
    echo ${OUTPUT}
}
