SUMMARY = "fixture"
LICENSE = "MIT"

CFLAGS = "-O2 -I${TOPDIR}/include -ffile-prefix-map=${TOPDIR}=/usr/src/topdir"
CFLAGS[vardepsexclude] = "TOPDIR"
do_magictask() {
    x86_64-oe-linux-gcc ${CFLAGS} -c main.c
}
addtask magictask
