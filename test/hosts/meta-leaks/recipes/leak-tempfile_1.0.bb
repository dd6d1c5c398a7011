SUMMARY = "the name of a temporary file"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('tempfile').mktemp()}"
do_compile() {
    echo "${VALUE}"
}
