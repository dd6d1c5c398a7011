SUMMARY = "an option for the compiler"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

CFLAGS += "-I${TOPDIR}/include"
do_compile() {
    ${CC} ${CFLAGS} main.c
}
