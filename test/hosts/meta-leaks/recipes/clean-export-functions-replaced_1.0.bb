SUMMARY = "a function that a class exports, replaced"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit leaks_exported
do_compile() {
    :
}
