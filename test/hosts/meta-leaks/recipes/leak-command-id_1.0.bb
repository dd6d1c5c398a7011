SUMMARY = "the user's number by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@bb.process.run('id -u')[0].strip()}"
do_compile() {
    echo "${VALUE}"
}
