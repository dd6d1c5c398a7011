SUMMARY = "a variable of the user's session, exported to every task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

export LEAKS_SERVER
do_compile() {
    :
}
