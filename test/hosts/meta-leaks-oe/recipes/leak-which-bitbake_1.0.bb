SUMMARY = "where BitBake is"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BITBAKE := "${@bb.utils.which(os.environ['PATH'], 'bitbake')}"
do_compile() {
    echo ${BITBAKE}
}
