SUMMARY = "the deploy folder written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

DEPLOYED := "${DEPLOY_DIR}"
do_compile() {
    echo ${DEPLOYED}
}
