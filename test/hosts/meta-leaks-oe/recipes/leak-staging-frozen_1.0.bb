SUMMARY = "the staging folder written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

STAGED := "${STAGING_DIR_HOST}"
do_compile() {
    echo ${STAGED}
}
