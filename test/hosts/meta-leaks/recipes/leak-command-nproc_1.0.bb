SUMMARY = "how many processors there are, by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@bb.process.run('nproc')[0].strip()}"
do_compile() {
    echo "${VALUE}"
}
