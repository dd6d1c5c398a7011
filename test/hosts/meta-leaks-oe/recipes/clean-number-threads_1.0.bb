SUMMARY = "`BB_NUMBER_THREADS` is an expression, hashed as it is written"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${BB_NUMBER_THREADS}
}
