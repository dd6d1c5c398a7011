SUMMARY = "a file for one machine that is not there"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

include includes/only-${@os.uname()[1]}.inc
do_compile() {
    :
}
