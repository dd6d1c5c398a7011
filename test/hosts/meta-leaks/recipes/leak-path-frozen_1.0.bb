SUMMARY = "`PATH` written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

TOOLS := "${PATH}"
do_compile() {
    echo ${TOOLS}
}
