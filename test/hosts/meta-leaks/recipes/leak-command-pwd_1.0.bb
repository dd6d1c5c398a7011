SUMMARY = "the folder BitBake runs in, by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@bb.process.run('pwd')[0].strip()}"
do_compile() {
    echo "${VALUE}"
}
