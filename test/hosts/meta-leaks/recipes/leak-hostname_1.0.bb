SUMMARY = "the machine's name, frozen"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BUILT_ON := "${@os.uname()[1]}"
do_compile() {
    echo ${BUILT_ON}
}
