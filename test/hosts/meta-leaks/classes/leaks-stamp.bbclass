STAMP_FILE ?= "${TOPDIR}/stamp"

do_compile:append() {
    echo ${STAMP_FILE}
}
