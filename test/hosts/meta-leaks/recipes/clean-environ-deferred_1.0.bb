SUMMARY = "the process's environment, in an expression that is hashed as it is written"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE = "${@os.environ['LOGNAME']}"
do_compile() {
    echo ${VALUE}
}
