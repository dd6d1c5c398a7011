SUMMARY = "set by an event handler of the configuration"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${LEAKS_CONFIGURED_IN}
}
