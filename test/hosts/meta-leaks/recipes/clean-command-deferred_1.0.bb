SUMMARY = "a command that no hash contains the answer of"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BUILT_ON = "${@bb.process.run('hostname')[0].strip()}"
do_compile() {
    echo ${@len("x")}
}
