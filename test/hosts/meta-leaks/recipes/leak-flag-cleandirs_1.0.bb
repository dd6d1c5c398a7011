SUMMARY = "folders to be emptied"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile[cleandirs] = "${TOPDIR}/clean"
