SUMMARY = "an expression is hashed as it is written"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

JOBS = "-j ${@os.cpu_count()}"
do_compile() {
    make ${JOBS}
}
