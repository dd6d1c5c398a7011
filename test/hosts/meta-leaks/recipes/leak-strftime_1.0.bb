SUMMARY = "the day"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@time.strftime('%Y%m%d')}"
do_compile() {
    echo "${VALUE}"
}
