SUMMARY = "a default that nobody passes through"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

LEAKS_OTHER_SERVER ?= "server.example"
do_compile() {
    echo ${LEAKS_OTHER_SERVER}
}
