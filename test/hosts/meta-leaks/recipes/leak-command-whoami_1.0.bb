SUMMARY = "the user by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('subprocess').getoutput('whoami')}"
do_compile() {
    echo "${VALUE}"
}
