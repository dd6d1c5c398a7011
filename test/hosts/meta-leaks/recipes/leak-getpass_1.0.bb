SUMMARY = "the user by `getpass`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('getpass').getuser()}"
do_compile() {
    echo "${VALUE}"
}
