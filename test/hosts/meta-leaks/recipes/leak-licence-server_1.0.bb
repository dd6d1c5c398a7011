SUMMARY = "a server by the machine's name"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SERVER := "${@os.uname().nodename}.example"
do_compile() {
    echo ${SERVER}
}
