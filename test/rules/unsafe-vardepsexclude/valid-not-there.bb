SUMMARY = "fixture"
LICENSE = "MIT"

# What the build makes is not there yet, and tracked by the task that makes it.
LOG = "${TOPDIR}/reports/magic.log"
LOG[vardepsexclude] = "TOPDIR"
do_magictask() {
    echo one > ${LOG}
}
addtask magictask
