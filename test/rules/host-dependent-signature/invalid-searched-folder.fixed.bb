SUMMARY = "fixture"
LICENSE = "MIT"

export CFLAGS = "-O2 -I${TOPDIR}/include"
CFLAGS[vardepsexclude] += "TOPDIR"
CFLAGS:append = " -ffile-prefix-map=${TOPDIR}=/usr/src/topdir"
do_magictask() {
    make
}
addtask magictask
