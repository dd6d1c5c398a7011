SUMMARY = "the folder BitBake runs in"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

FOLDER := "${@os.getcwd()}"
do_compile() {
    echo ${FOLDER}
}
