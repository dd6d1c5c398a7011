SUMMARY = "the machine's name set by anonymous Python"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${BUILT_ON}
}
python () {
    import socket
    d.setVar("BUILT_ON", socket.gethostname())
}
