SUMMARY = "the process"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

TAG := "${@os.getpid()}"
do_compile() {
    echo ${TAG}
}
