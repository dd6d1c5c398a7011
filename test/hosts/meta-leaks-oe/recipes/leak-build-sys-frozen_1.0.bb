SUMMARY = "the tools of the host, frozen"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

TOOLS := "${HOSTTOOLS_DIR}"
do_compile() {
    echo ${TOOLS}
}
