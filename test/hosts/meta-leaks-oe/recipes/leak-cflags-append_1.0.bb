SUMMARY = "an option for the compiler that no task of the recipe names"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

CFLAGS:append = " -DHOST=\"${@os.uname()[1]}\" -I${TOPDIR}"
do_compile() {
    oe_runmake
}
