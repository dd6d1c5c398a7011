SUMMARY = "the time by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('subprocess').check_output(['date', '+%s']).decode().strip()}"
do_compile() {
    echo "${VALUE}"
}
