SUMMARY = "`USER` and `HOME` are ignored where they are named"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${USER} ${HOME}
}
