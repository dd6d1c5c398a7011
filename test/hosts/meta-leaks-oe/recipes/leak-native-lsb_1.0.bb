SUMMARY = "the distribution as OE-Core names it, frozen"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

HOST := "${NATIVELSBSTRING}"
do_compile() {
    echo ${HOST}
}
