SUMMARY = "the download folder written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

DOWNLOADS := "${DL_DIR}"
do_compile() {
    echo ${DOWNLOADS}
}
