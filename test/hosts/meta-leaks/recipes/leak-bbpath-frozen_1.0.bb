SUMMARY = "the search path written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SEARCHED := "${BBPATH}"
do_compile() {
    echo ${SEARCHED}
}
