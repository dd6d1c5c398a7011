SUMMARY = "an object as text"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@object()}"
do_compile() {
    echo "${VALUE}"
}
