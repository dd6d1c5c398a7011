SUMMARY = "a program that is at the same place on both hosts"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

TOOL := "${@__import__('shutil').which('sed')}"
do_compile() {
    echo ${TOOL}
}
