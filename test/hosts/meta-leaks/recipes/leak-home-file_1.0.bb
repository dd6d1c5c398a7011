SUMMARY = "a file in the user's home"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@open(os.path.expanduser('~/.gitconfig')).read().count('name') if os.path.exists(os.path.expanduser('~/.gitconfig')) else 'nobody'}"
do_compile() {
    echo "${VALUE}"
}
