SUMMARY = "the cache folder BitBake uses, frozen"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

KEPT := "${PERSISTENT_DIR}"
do_compile() {
    echo ${KEPT}
}
