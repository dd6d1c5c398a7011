SUMMARY = "a moment that does not move"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@time.strftime('%Y%m%d', time.gmtime(1500000000))}"
do_compile() {
    echo "${VALUE}"
}
