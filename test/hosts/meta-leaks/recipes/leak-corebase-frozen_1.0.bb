SUMMARY = "`COREBASE` written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

CORE := "${COREBASE}"
do_compile() {
    echo ${CORE}
}
