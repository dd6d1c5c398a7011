SUMMARY = "`DEPLOY_DIR` is ignored where it is named"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${DEPLOY_DIR} ${DEPLOY_DIR_IMAGE}
}
