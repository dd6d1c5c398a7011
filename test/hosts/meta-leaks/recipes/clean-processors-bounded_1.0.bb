SUMMARY = "a bound that hides the difference"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@max(64, os.cpu_count())}"
do_compile() {
    echo "${VALUE}"
}
