SUMMARY = "`PARALLEL_MAKE` written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

JOBS := "${PARALLEL_MAKE}"
do_compile() {
    echo ${JOBS}
}
