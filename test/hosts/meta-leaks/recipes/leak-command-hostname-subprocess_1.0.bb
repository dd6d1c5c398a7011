SUMMARY = "the machine's name by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('subprocess').run(['hostname'], capture_output=True, text=True).stdout.strip()}"
do_compile() {
    echo "${VALUE}"
}
