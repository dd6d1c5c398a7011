SUMMARY = "a file of the host"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BUILT_ON := "${@open('/etc/hostname').read().strip()}"
do_compile() {
    echo ${BUILT_ON}
}
