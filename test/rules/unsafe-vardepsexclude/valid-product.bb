SUMMARY = "fixture"
LICENSE = "MIT"

# What the build makes, and a folder to start from.
TMPDIR = "${TOPDIR}/conf"
PLACES = "${TOPDIR}/conf/local.conf ${TOPDIR}/.. ${TOPDIR}/conf"
PLACES[vardepsexclude] = "TOPDIR"
do_magictask() {
    ls ${PLACES}
}
addtask magictask
