SUMMARY = "the hash of a number"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@hash(12345)}"
do_compile() {
    echo "${VALUE}"
}
