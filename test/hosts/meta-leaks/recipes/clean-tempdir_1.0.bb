SUMMARY = "the folder for temporary files"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('tempfile').gettempdir()}"
do_compile() {
    echo "${VALUE}"
}
