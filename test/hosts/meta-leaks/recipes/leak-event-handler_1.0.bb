SUMMARY = "set by an event handler"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit leaks-handler
do_compile() {
    echo ${LEAKS_TOP}
}
