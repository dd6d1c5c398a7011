SUMMARY = "folders below `TMPDIR`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile[dirs] = "${B}"
do_compile[cleandirs] = "${WORKDIR}/clean"
