SUMMARY = "a mapping of paths for the compiler"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

MAPS = "-fdebug-prefix-map=${TOPDIR}=/usr/src -fmacro-prefix-map=${TOPDIR}=/usr/src"
do_compile() {
    cc ${MAPS} main.c
}
