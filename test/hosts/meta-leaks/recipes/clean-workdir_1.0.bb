SUMMARY = "below `TMPDIR`, which no hash contains"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${WORKDIR} ${S} ${B} ${D}
}
