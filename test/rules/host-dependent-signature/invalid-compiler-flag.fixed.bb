SUMMARY = "fixture"
LICENSE = "MIT"

export CFLAGS = "-O2 -DROOT=${TOPDIR}"
CFLAGS[vardepsexclude] += "TOPDIR"
do_magictask() {
    make
}
addtask magictask
