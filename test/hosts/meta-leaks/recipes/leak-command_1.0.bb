SUMMARY = "a command's answer, frozen"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BUILT_ON := "${@bb.process.run('hostname')[0].strip()}"
do_compile() {
    echo ${BUILT_ON}
}
