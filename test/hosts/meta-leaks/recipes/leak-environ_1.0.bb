SUMMARY = "the environment of the process"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

WHO := "${@os.environ.get('HOME', '')}"
do_compile() {
    echo ${WHO}
}
