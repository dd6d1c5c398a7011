SUMMARY = "all that `uname` tells"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@bb.process.run(['uname', '-a'])[0].strip()}"
do_compile() {
    echo "${VALUE}"
}
