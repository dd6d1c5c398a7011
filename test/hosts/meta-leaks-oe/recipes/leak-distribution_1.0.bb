SUMMARY = "the distribution the host runs"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

HOST := "${@oe.lsb.distro_identifier()}"
do_compile() {
    echo ${HOST}
}
