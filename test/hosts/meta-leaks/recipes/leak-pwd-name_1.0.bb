SUMMARY = "the user by the password database"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('pwd').getpwuid(os.getuid()).pw_name}"
do_compile() {
    echo "${VALUE}"
}
