SUMMARY = "an event handler sets what no task uses"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit leaks-handler
do_compile() {
    :
}
