SUMMARY = "all that makes a host, written by a function of Python"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

def build_host(d):
    import socket, getpass
    return "%s@%s" % (getpass.getuser(), socket.gethostname())

BUILD_HOST := "${@build_host(d)}"
do_compile() {
    echo ${BUILD_HOST}
}
