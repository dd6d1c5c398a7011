SUMMARY = "the folder of the shared state written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SHARED := "${SSTATE_DIR}"
do_compile() {
    echo ${SHARED}
}
