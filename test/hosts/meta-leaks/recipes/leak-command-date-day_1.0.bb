SUMMARY = "the day by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@bb.process.run(['date', '+%Y%m%d'])[0].strip()}"
do_compile() {
    echo "${VALUE}"
}
