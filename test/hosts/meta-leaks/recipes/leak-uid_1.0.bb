SUMMARY = "the user's number"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OWNER := "${@os.getuid()}"
do_compile() {
    echo ${OWNER}
}
