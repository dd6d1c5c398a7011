SUMMARY = "a command's answer, by another way"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

WHO := "${@os.popen('id -un').read().strip()}"
do_compile() {
    echo ${WHO}
}
