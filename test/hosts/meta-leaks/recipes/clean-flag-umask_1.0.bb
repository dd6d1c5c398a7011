SUMMARY = "a flag with a constant"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile[umask] = "022"
