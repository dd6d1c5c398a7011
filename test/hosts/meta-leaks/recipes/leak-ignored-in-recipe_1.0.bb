SUMMARY = "`BB_BASEHASH_IGNORE_VARS` in a recipe acts too late"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BB_BASEHASH_IGNORE_VARS:append = " OUTPUT"
OUTPUT := "${TOPDIR}"
do_compile() {
    echo ${OUTPUT}
}
