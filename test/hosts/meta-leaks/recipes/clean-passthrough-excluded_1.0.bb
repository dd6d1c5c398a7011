SUMMARY = "the same, excluded"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile[vardepsexclude] = "LEAKS_SERVER"
do_compile() {
    echo ${LEAKS_SERVER}
}
