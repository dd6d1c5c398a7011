SUMMARY = "a bound that hides the difference"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

JOBS := "${@oe.utils.cpu_count(at_least=64)}"
do_compile() {
    echo ${JOBS}
}
