SUMMARY = "the time"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BUILT_AT := "${@time.time()}"
do_compile() {
    echo ${BUILT_AT}
}
