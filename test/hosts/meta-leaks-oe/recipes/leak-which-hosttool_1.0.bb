SUMMARY = "where OE-Core has put a tool of the host"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

TOOL := "${@bb.utils.which(d.getVar('PATH'), 'sed')}"
do_compile() {
    echo ${TOOL}
}
