SUMMARY = "the recipe's own path written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

ME := "${FILE}"
do_compile() {
    echo ${ME}
}
