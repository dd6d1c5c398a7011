SUMMARY = "the architecture by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@bb.process.run('uname -m')[0].strip()}"
do_compile() {
    echo "${VALUE}"
}
