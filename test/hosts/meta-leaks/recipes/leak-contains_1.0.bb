SUMMARY = "a question to a value, answered otherwise"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PROCESSORS := "${@len(os.sched_getaffinity(0))}"
OUTPUT = "${@bb.utils.contains('PROCESSORS', '1', 'yes', 'no', d)}"
do_compile() {
    echo ${OUTPUT}
}
