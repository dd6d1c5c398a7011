SUMMARY = "an expression is hashed as it is written"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

BUILT_ON = "${@os.uname()[1]}"
do_compile() {
    echo ${BUILT_ON}
}
