SUMMARY = "a variable that is passed through from the user's session"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${LEAKS_SERVER}
}
