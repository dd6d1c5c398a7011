SUMMARY = "the kernel by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@bb.process.run('uname -r')[0].strip()}"
do_compile() {
    echo "${VALUE}"
}
