SUMMARY = "whether the user has a file"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.path.exists(os.path.join(d.getVar('HOME'), '.gitconfig'))}"
do_compile() {
    echo "${VALUE}"
}
