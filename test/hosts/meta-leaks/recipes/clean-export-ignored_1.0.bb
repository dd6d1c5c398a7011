SUMMARY = "an exported variable that is ignored"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

export USER
do_compile() {
    :
}
