SUMMARY = "the search path of programs"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.environ['PATH']}"
do_compile() {
    echo ${VALUE}
}
