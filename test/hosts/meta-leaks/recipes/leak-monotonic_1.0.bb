SUMMARY = "a clock that starts with the machine"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@time.monotonic()}"
do_compile() {
    echo "${VALUE}"
}
