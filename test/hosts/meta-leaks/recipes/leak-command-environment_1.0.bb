SUMMARY = "a variable of the environment by a command"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@bb.process.run(['printenv', 'HOME'])[0].strip()}"
do_compile() {
    echo "${VALUE}"
}
