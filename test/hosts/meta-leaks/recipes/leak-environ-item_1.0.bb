SUMMARY = "a variable of the process's environment"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.environ['LOGNAME']}"
do_compile() {
    echo "${VALUE}"
}
