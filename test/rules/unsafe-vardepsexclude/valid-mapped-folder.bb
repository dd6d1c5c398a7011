SUMMARY = "fixture"
LICENSE = "MIT"

export CFLAGS = "-O2 -I${TOPDIR}/include -ffile-prefix-map=${TOPDIR}=/usr/src/topdir"
CFLAGS[vardepsexclude] = "TOPDIR"
do_magictask() {
    make
}
addtask magictask
