SUMMARY = "a path in the user's home"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

CONFIG := "${@os.path.expanduser('~/.config')}"
do_compile() {
    echo ${CONFIG}
}
