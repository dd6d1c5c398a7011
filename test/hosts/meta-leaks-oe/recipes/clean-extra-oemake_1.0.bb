SUMMARY = "an option for make with folders of the recipe"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

EXTRA_OEMAKE = "PREFIX=${D}${prefix}"
do_compile() {
    oe_runmake
}
