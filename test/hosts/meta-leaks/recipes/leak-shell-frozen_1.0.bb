SUMMARY = "`SHELL` written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

RUN_WITH := "${SHELL}"
do_compile() {
    echo ${RUN_WITH}
}
